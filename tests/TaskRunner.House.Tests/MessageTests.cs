using System.Reflection;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;

namespace TaskRunner.House.Tests;

public sealed partial class MessageTests
{
    private static readonly Assembly Cli = Assembly.Load("taskrunner");
    private static readonly Assembly Tasks = Assembly.Load("TaskRunner.Tasks");
    private static readonly Assembly Server = Assembly.Load("TaskRunner.Server");
    private static readonly MessageCatalogue English = MessageCatalogue.Load("en", Cli, Tasks, Server);
    private static readonly MessageCatalogue Chinese = MessageCatalogue.Load("zh", Cli, Tasks, Server);

    [Fact]
    public void Every_text_is_there_in_both_languages()
    {
        Expect.None(English.Keys.Except(Chinese.Keys));
        Expect.None(Chinese.Keys.Except(English.Keys));
    }

    [Fact]
    public void Both_languages_use_the_same_placeholders()
    {
        var probe = Enumerable.Range(0, 6).Select(i => $"<{i}>").ToArray();
        foreach (var key in English.Keys)
        {
            Assert.Equal(Placeholders(English.Format(key, probe)), Placeholders(Chinese.Format(key, probe)));
        }
    }

    [Fact]
    public void Every_code_that_the_program_uses_has_a_text_and_an_explanation()
    {
        var missing = CodesInSource().Where(code => English.Explain(code) is null).Distinct().Order();
        Expect.None(missing);
    }

    [Fact]
    public void Every_code_with_a_text_is_used()
    {
        var unused = English.Keys.Where(k => Code().IsMatch(k)).Except(CodesInSource());
        Expect.None(unused);
    }

    /// <summary>What the core and the tasks record is read by programs that have the core's texts alone.</summary>
    [Fact]
    public void Every_text_that_is_recorded_is_one_of_the_core()
    {
        string[] keys = [.. Repository.Files("*.cs", "src").Where(f => f.Contains("TaskRunner.Core/", StringComparison.Ordinal) || f.Contains("TaskRunner.Tasks/", StringComparison.Ordinal))
            .SelectMany(f => RecordedKey().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))];
        Assert.NotEmpty(keys);
        Expect.None(keys.Where(k => !MessageCatalogue.English.Knows(k)).Distinct());
    }

    private static IEnumerable<string> CodesInSource() =>
        Repository.Files("*.cs", "src").SelectMany(f => QuotedCode().Matches(File.ReadAllText(f)).Select(m => m.Value[1..^1]));

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\bTR\d{4}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"""TR\d{4}""")]
    private static partial Regex QuotedCode();

    [GeneratedRegex(@"LocalizableString\.Of\(\s*(?:\w+ \? )?""([^""]+)""")]
    private static partial Regex RecordedKey();

    [GeneratedRegex(@"<\d>")]
    private static partial Regex Placeholder();
}

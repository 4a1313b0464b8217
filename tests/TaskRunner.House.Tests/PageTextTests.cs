using System.Text.RegularExpressions;
using TaskRunner.Access;
using TaskRunner.Journal;
using TaskRunner.Services;

namespace TaskRunner.House.Tests;

/// <summary>The texts of the web page: all there in both languages, all used, and a word for whatever the program may call a state.</summary>
public sealed partial class PageTextTests
{
    private static readonly string Ui = Path.Combine(Repository.Root, "src", "TaskRunner.Server", "ui");
    private static readonly IReadOnlyDictionary<string, string> English = PageTexts.Read(Ui, "en");
    private static readonly IReadOnlyDictionary<string, string> Chinese = PageTexts.Read(Ui, "zh");

    /// <summary>Words of the API, which the page puts into the reader's language: their keys are in no source of the page.</summary>
    private static readonly string[] Families = ["state", "operation", "action", "attemptKind", "role"];

    private static readonly string[] Sources = [.. new[] { "*.ts", "*.tsx" }
        .SelectMany(p => Repository.Files(p, Path.Combine(Ui, "src")))
        .Where(f => Path.GetFileName(f) is not ("en.ts" or "zh.ts"))
        .Select(File.ReadAllText)];

    private static readonly string Words = File.ReadAllText(Path.Combine(Ui, "src", "api", "types.ts"));

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_placeholders()
    {
        Assert.True(English.Count > 200, $"only {English.Count} texts were read");
        Expect.None(English.Keys.Except(Chinese.Keys).Concat(Chinese.Keys.Except(English.Keys)));
        Expect.None(English.Where(e => e.Value.Trim().Length == 0 || Chinese[e.Key].Trim().Length == 0).Select(e => e.Key));
        Expect.None(English.Where(e => !Placeholders(e.Value).SetEquals(Placeholders(Chinese[e.Key]))).Select(e => e.Key));
    }

    [Fact]
    public void Every_text_is_used()
    {
        var program = string.Concat(Repository.Files("*.cs", "src").Select(File.ReadAllText));
        Expect.None(English.Keys.Where(key => Families.Contains(key.Split('.')[0]) ? !IsSaid(key.Split('.')[0]) || !IsWordOf(program, key.Split('.')[^1]) : !IsAsked(Singular(key))));
    }

    [Fact]
    public void Every_text_that_is_asked_for_is_there()
    {
        var known = English.Keys.Select(Singular).ToHashSet(StringComparer.Ordinal);
        Expect.None(Sources.SelectMany(s => Asked().Matches(s)).Select(m => m.Groups[1].Value).Distinct().Where(key => !known.Contains(key)));
    }

    [Fact]
    public void Every_state_and_role_has_a_word()
    {
        var states = Enum.GetValues<TaskState>().Select(s => s.ToWord())
            .Concat(Enum.GetValues<RunStatus>().Select(s => s.ToWord()))
            .Concat(Enum.GetNames<ServiceState>().Select(n => n.ToLowerInvariant()));
        Expect.None(states.Distinct().Select(s => $"state.{s}").Concat(Enum.GetValues<AccessRole>().Select(r => $"role.{r.ToWord()}")).Where(key => !English.ContainsKey(key)));
    }

    /// <summary>As it stands, or put together of what stands before the last dot and a word of the same source or of the API.</summary>
    private static bool IsAsked(string key)
    {
        var (before, last) = (key[..(key.LastIndexOf('.') + 1)], key[(key.LastIndexOf('.') + 1)..]);
        return Sources.Any(s => s.Contains($"'{key}'", StringComparison.Ordinal)
            || (s.Contains($"`{before}${{", StringComparison.Ordinal) && (s + Words).Contains($"'{last}'", StringComparison.Ordinal)));
    }

    private static bool IsSaid(string family) => Sources.Any(s => s.Contains($"word('{family}'", StringComparison.Ordinal));

    /// <summary>A word the program says, or one of its enumerations.</summary>
    private static bool IsWordOf(string program, string word) =>
        program.Contains($"\"{word}\"", StringComparison.Ordinal)
        || Regex.IsMatch(program, $@"\b{Regex.Escape(string.Concat(word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..])))}\b");

    private static string Singular(string key) => Plural().Replace(key, "");

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\{\{\w+\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("_(one|other)$")]
    private static partial Regex Plural();

    [GeneratedRegex(@"\bt\('([\w.-]+)'")]
    private static partial Regex Asked();
}

using System.Text.RegularExpressions;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What <c>docs/cli.md</c> shows is in the golden transcripts, so that it cannot grow old unnoticed.</summary>
public sealed partial class CliDocumentationTests
{
    [Fact]
    public async Task Every_example_of_the_documentation_is_a_golden_transcript()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Golden")))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            known.UnionWith(Scene().Matches(text).Select(m => $"{m.Groups["command"].Value}\n{m.Groups["stderr"].Value}{m.Groups["stdout"].Value}"));
        }

        var shown = await File.ReadAllTextAsync(Path.Combine(Taskrunner.Repository, "docs", "cli.md"), TestContext.Current.CancellationToken);
        var blocks = Block().Matches(shown).Select(m => m.Groups["body"].Value).ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, b => Assert.Contains(b, known));
    }

    [GeneratedRegex(@"^(?<command>\$ taskrunner [^\n]*)\n(--- stdout\n(?<stdout>.*?))?(--- stderr\n(?<stderr>.*?))?--- exit \d+$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Scene();

    [GeneratedRegex(@"```console\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}

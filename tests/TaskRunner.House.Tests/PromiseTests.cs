using System.Text.RegularExpressions;

namespace TaskRunner.House.Tests;

/// <summary>What docs/page.md promises of the page names the tests that try it; they are all there.</summary>
public sealed partial class PromiseTests
{
    private static readonly string[] Rows = [.. File.ReadAllText(Path.Combine(Repository.Root, "docs", "page.md"))
        .Split("## What is promised and where it is tried")[1]
        .Split("\n## ")[0]
        .Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Skip(1)];

    [Fact]
    public void Every_promise_names_a_test()
    {
        Assert.True(Rows.Length > 25, $"only {Rows.Length} promises were read");
        Expect.None(Rows.Where(row => !Named().IsMatch(row)));
    }

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var sources = Repository.Files("*Tests.cs", "tests").ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.Ordinal);
        Expect.None(Rows.SelectMany(row => Named().Matches(row))
            .Where(test => !sources[test.Groups["class"].Value].Any(source => IsTest(source, test.Groups["method"].Value)))
            .Select(test => test.Value));
    }

    /// <summary>A public method below an attribute that makes a test of it.</summary>
    private static bool IsTest(string source, string method) =>
        Regex.IsMatch(source, $@"\[(Fact|Theory)[^\]]*\]\s*(\[[^\]]*\]\s*)*public (async Task|void) {Regex.Escape(method)}\(");

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Named();
}

using System.Text;
using System.Text.RegularExpressions;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// What the READMEs show is what happens: their commands are run in order and the output compared, times, ids and the order of lines
/// that run concurrently aside. <c>TASKRUNNER_UPDATE_SNAPSHOTS=1</c> writes the real output into them.
/// </summary>
public sealed partial class ReadmeTests
{
    private const string Update = "TASKRUNNER_UPDATE_SNAPSHOTS";

    [Fact]
    public async Task The_README_shows_what_really_happens()
    {
        foreach (var name in new[] { "README.md", "README.zh.md" })
        {
            using var tool = new Taskrunner(); // each reader begins with nothing installed
            var root = Path.Combine(tool.Folder, "shop");
            var port = ExampleTools.FreePort();
            tool.Variables["TASKRUNNER_LANG"] = name.Contains("zh", StringComparison.Ordinal) ? "zh" : "en";
            var file = Path.Combine(Taskrunner.Repository, name);
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var real = await FillAsync(text, command => RunAsync(tool, command, root, port));
            await tool.RunAsync("uninstall", "shop", "-y");
            if (Environment.GetEnvironmentVariable(Update) == "1")
            {
                await File.WriteAllTextAsync(file, real, TestContext.Current.CancellationToken);
                text = real;
            }

            Assert.Equal(Comparable(real), Comparable(text));
        }
    }

    /// <summary>The text with each console and mermaid block filled by what its command prints now.</summary>
    private static async Task<string> FillAsync(string text, Func<string, Task<string>> run)
    {
        var filled = new StringBuilder();
        var from = 0;
        foreach (Match block in Block().Matches(text))
        {
            filled.Append(text, from, block.Index - from);
            var command = block.Groups["command"].Success ? block.Groups["command"].Value : "taskrunner graph examples/shop/1.0 -o mermaid";
            var head = block.Groups["command"].Success ? $"```console\n$ {command}\n" : "```mermaid\n";
            filled.Append(head).Append((await run(command)).TrimEnd('\n')).Append("\n```\n");
            from = block.Index + block.Length;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }

    private static async Task<string> RunAsync(Taskrunner tool, string command, string root, int port)
    {
        var arguments = command.Split(' ').Skip(1).Select(a => a
            .Replace("/srv/shop", root, StringComparison.Ordinal)
            .Replace("examples/", Path.Combine(Taskrunner.Repository, "examples") + "/", StringComparison.Ordinal)).ToList();
        if (arguments[0] is "install" or "plan")
        {
            arguments.AddRange(["--set", $"config.port={port}"]);
        }

        if (arguments[0] == "upgrade")
        {
            await SpoilPriceAsync(tool, root);
        }

        var ran = await tool.RunAsync(arguments);
        return (ran.Error + ran.Output)
            .Replace(root, "/srv/shop", StringComparison.Ordinal)
            .Replace($":{port}", ":8085", StringComparison.Ordinal);
    }

    /// <summary>What the README tells: there is a price that is no number.</summary>
    private static async Task SpoilPriceAsync(Taskrunner tool, string root)
    {
        var ran = await ExampleTools.DotnetAsync(tool, Path.Combine(root, "releases", "1.0.0", "Shop.dll"), "db", "add", Path.Combine(root, "data", "shop.db"), "Old kettle", "cheap");
        ran.Expect(0);
    }

    private static string Comparable(string text)
    {
        var same = RunId().Replace(Took().Replace(Clock().Replace(text, "12:00:00"), "1s"), "RUN");
        return Block().Replace(same, b => string.Join('\n', b.Value.Split('\n').Order(StringComparer.Ordinal)));
    }

    [GeneratedRegex(@"```console\n\$ (?<command>[^\n]+)\n.*?```\n|```mermaid\n.*?```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(\d+m\d\d|\d+(\.\d)?)s\b")]
    private static partial Regex Took();

    [GeneratedRegex(@"\b\d{8}-\d{6}-\w+\b")]
    private static partial Regex RunId();
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Shell;
using TaskRunner.Tasks.Tests.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Documentation;

/// <summary>
/// Runs every example of docs/shell-tasks.md: a block <c>yaml VERB</c> is a spec of which the verb is called, <c>sh PATH</c> a file of
/// its package, and the block after these what comes of it.
/// </summary>
public sealed partial class ShellTasksPageTests
{
    [Fact]
    public async Task Every_example_does_what_the_page_says()
    {
        var ran = 0;
        var (verb, spec) = ("", MapValue.Empty);
        using var bench = new ShellBench();
        foreach (var (kind, word, text) in Blocks())
        {
            switch (kind)
            {
                case "yaml":
                    (verb, spec) = (word, ShellBench.Spec(text));
                    break;
                case "sh":
                    bench.Script(word, text);
                    break;
                default:
                    Assert.Equal(text.Trim(), await ResultAsync(bench, verb, spec, word));
                    ran++;
                    break;
            }
        }

        Assert.InRange(ran, 10, 100);
    }

    [Fact]
    public async Task The_page_names_every_variable_a_script_gets()
    {
        using var bench = new ShellBench();
        await bench.Task.RollbackAsync(bench.Context(ShellBench.Spec("{run: x, rollback: {run: env > env.txt}}")) with { Cause = "failed" });
        var given = bench.WorkFile("env.txt").Split('\n').Select(line => line.Split('=')[0]).Where(n => n.StartsWith("TASKRUNNER_", StringComparison.Ordinal));
        Assert.All(given, name => Assert.Contains($"`{name}`", Page(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_names_every_key_of_a_spec()
    {
        var keys = ((MapValue)new ShellTask(MessageCatalogue.English).Describe().SpecSchema["properties"]!).Entries.Select(e => e.Key);
        Assert.All(keys, key => Assert.Contains($"| `{key}` |", Page(), StringComparison.Ordinal));
    }

    private static async Task<string> ResultAsync(ShellBench bench, string verb, MapValue spec, string expectation)
    {
        var check = new TaskCheck("example", spec, bench.Package);
        var problems = new DiagnosticBag();
        bench.Task.Check(check, problems);
        Assert.Empty(problems.Items);
        var context = bench.Context(spec);
        return (verb, expectation) switch
        {
            ("execute", "outputs") => Json(Assert.IsType<TaskOutcome.Succeeded>(await bench.Task.ExecuteAsync(context)).Outputs, bench),
            ("execute", "failure") => Assert.IsType<TaskOutcome.Failed>(await bench.Task.ExecuteAsync(context)).Failure.Message.ToString(),
            ("probe", "probe") => await bench.Task.ProbeAsync(context) switch
            {
                ProbeOutcome.NotDone => "not done",
                var other => other.ToString(),
            },
            ("status", "state") => (await bench.Task.StatusAsync(context)).ToString().ToLowerInvariant(),
            _ => throw new InvalidOperationException($"the page has a block “{expectation}” after “{verb}”"),
        };
    }

    /// <summary>As the page writes it: one line, a blank after colons and commas.</summary>
    private static string Json(MapValue outputs, ShellBench bench) =>
        "{" + string.Join(", ", outputs.Entries.Select(e => $"\"{e.Key}\": {Spaced(e.Value)}")).Replace(bench.Work, "WORKDIR", StringComparison.Ordinal) + "}";

    private static string Spaced(Value value) =>
        value is ListValue list ? "[" + string.Join(", ", list.Items.Select(i => i.ToString())) + "]" : value.ToString();

    private static IEnumerable<(string Kind, string Word, string Text)> Blocks() =>
        Block().Matches(Page()).Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value));

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "shell-tasks.md"));

    [GeneratedRegex(@"^```(\w+) (\S+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

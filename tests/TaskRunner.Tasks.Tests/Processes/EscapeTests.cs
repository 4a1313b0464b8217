using System.Diagnostics;
using System.Globalization;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

/// <summary>
/// The ways a process tries to outlive its task, against each way a task ends. What is left is looked for without the
/// product's help: by a number in the command line that nothing else on this machine has.
/// </summary>
public sealed class EscapeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LoadedMachine = TimeSpan.FromSeconds(60);

    /// <summary>The move into the group follows the start (docs/decisions/0010), so the trial begins when it is done.</summary>
    private const string UntilHeld = "until grep -q taskrunner. /proc/$$/cgroup; do sleep 0.01; done";

    /// <summary>NUMBER stands for the number that marks a case.</summary>
    private static readonly (string Name, string Script)[] Shapes =
    [
        ("background", "sleep NUMBER &"),
        ("own session", "setsid sleep NUMBER &"),
        ("double fork", "(sleep NUMBER &) &"),
        ("nohup", "nohup sleep NUMBER &"),
        ("own job group", "set -m; sleep NUMBER &"),
        ("cleared environment", "env -i /bin/sleep NUMBER &"),
        ("true daemon", "env -i /usr/bin/setsid -f /usr/bin/setsid -f /bin/sleep NUMBER"),
        ("closes descriptors", "setsid sleep NUMBER <&- >&- 2>&- &"),
        ("holds the pipe", "sleep NUMBER | cat &"),
        ("ignores TERM", "sh -c \"trap '' TERM HUP INT; sleep NUMBER; sleep NUMBER\" &"),
        ("comes back", "setsid sh -c 'while :; do sleep NUMBER; done' &"),
        ("stopped", "sh -c 'kill -STOP $$; sleep NUMBER' &"),
        ("stopped daemon", "env -i /usr/bin/setsid -f /bin/sh -c 'kill -STOP $$; sleep NUMBER'"),
        ("fork storm", "setsid sh -c 'i=0; while [ $i -lt 60 ]; do env -i /usr/bin/setsid -f /bin/sleep NUMBER; i=$((i+1)); done' &"),
    ];

    [Theory]
    [InlineData("normal end")]
    [InlineData("timeout")]
    [InlineData("cancel")]
    public async Task Nothing_outlives_its_task(string ending)
    {
        if (ControlGroups.Make("probe") is not { } group)
        {
            Assert.Skip("no control group (version 2) may be made here; run as root or in a delegated group (systemd-run --user -p Delegate=yes)");
            return;
        }

        group.TryRemove();
        var failures = await Task.WhenAll(Shapes.Select(shape => TryAsync(shape.Script, ending, shape.Name)));
        Assert.Empty(failures.OfType<string>());
    }

    private static async Task<string?> TryAsync(string shape, string ending, string name)
    {
        using var bench = new Workbench();
        var number = Random.Shared.NextInt64(100_000_000, 1_000_000_000).ToString(CultureInfo.InvariantCulture);
        var rest = ending == "normal end" ? "" : $"\nsleep {number}";
        var script = $"{UntilHeld}\n{shape.Replace("NUMBER", number, StringComparison.Ordinal)}\necho up > up{rest}";
        var (timeout, grace) = (ending == "timeout" ? TimeSpan.FromSeconds(3) : LoadedMachine * 2, TimeSpan.FromMilliseconds(300));

        var run = bench.RunAsync(bench.Sh(script) with { Timeout = timeout, Grace = grace });
        await bench.WhenWrittenAsync("up");
        var clock = Stopwatch.StartNew();
        if (ending == "cancel")
        {
            bench.Ask();
        }

        await run.WaitAsync(LoadedMachine, TestContext.Current.CancellationToken);
        var took = clock.Elapsed; // with the rest of the timeout, where that ends it
        TestContext.Current.SendDiagnosticMessage($"{name}, {ending}: {took.TotalMilliseconds:0} ms (bound {Bound.TotalSeconds:0} s)");
        var left = Survivors(number);
        left.ForEach(pid => Process.GetProcessById(pid).Kill());
        return left.Count > 0 ? $"{name}: {left.Count} left" : took > Bound * 4 ? $"{name}: {took}" : null;
    }

    private static List<int> Survivors(string number) =>
        [.. ProcessTable.ReadAll().Where(r => r.IsAlive && CommandLine(r.Pid).Contains(number, StringComparison.Ordinal)).Select(r => r.Pid)];

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return ""; // ended meanwhile
        }
    }
}

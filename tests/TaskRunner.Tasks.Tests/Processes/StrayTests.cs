using System.Diagnostics;
using System.Globalization;
using System.Text;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class StrayTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Strays_of_a_runner_that_is_gone_are_found_by_the_mark_and_ended()
    {
        // setsid(1) stands for the runner: it starts the attempt in a session of its own and is gone.
        var start = new ProcessStartInfo("setsid", ["-f", "sh", "-c", "setsid env -i /bin/sleep 1000 & sleep 1000 & echo $! > pid; sleep 1000"])
        {
            WorkingDirectory = _bench.Folder,
            Environment = { [ProcessSpec.AttemptVariable] = _bench.AttemptId },
        };
        using var runner = Process.Start(start)!;
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        var pid = await _bench.WhenWrittenAsync("pid");

        var ended = await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken);

        Assert.Contains($"{pid} sleep", ended);
        Assert.Contains(ended, line => line.EndsWith(" sh", StringComparison.Ordinal));
        Assert.False(Workbench.IsAlive(pid));
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_process_is_recognised_while_it_changes_its_program()
    {
        await File.WriteAllTextAsync(_bench.PathOf("again.sh"), "exec sh again.sh\n", TestContext.Current.CancellationToken);
        var run = _bench.RunAsync(_bench.Sh("echo $$ > pid; exec sh again.sh"));
        var pid = int.Parse(await _bench.WhenWrittenAsync("pid"), CultureInfo.InvariantCulture);
        var mark = Encoding.UTF8.GetBytes($"{ProcessSpec.AttemptVariable}={_bench.AttemptId}");

        Assert.All(Enumerable.Range(0, 20_000), _ => Assert.True(ProcessTable.HasVariable(pid, mark)));

        _bench.Kill();
        await run;
    }

    [Fact]
    public async Task Another_attempt_whose_id_begins_alike_is_left_alone()
    {
        var run = _bench.RunAsync(_bench.Sh("echo up > up; sleep 100"));
        await _bench.WhenWrittenAsync("up");
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId[..8], TestContext.Current.CancellationToken));
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId + "0", TestContext.Current.CancellationToken));
        Assert.False(run.IsCompleted);
        _bench.Ask();
        await run;
    }
}

using System.Diagnostics;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    /// <summary>Long enough for a shell to set its trap, on a busy machine too.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_timeout_is_obeyed_by_TERM()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("trap 'echo bye; exit 0' TERM; echo up; sleep 100 & wait") with { Timeout = Enough });
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: false), outcome);
        Assert.Equal("up\nbye\n", _bench.Stdout);
    }

    [Fact]
    public async Task TERM_reaches_the_foreground_child_too()
    {
        var watch = Stopwatch.StartNew();
        var outcome = await _bench.RunAsync(_bench.Sh("sleep 100; echo never") with { Timeout = Short });
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: false), outcome);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task TERM_reaches_jobs_in_process_groups_of_their_own()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("set -m; sh -c 'trap \"echo job; exit\" TERM; sleep 100 & wait' & wait") with { Timeout = Enough });
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: false), outcome);
        Assert.Equal("job\n", _bench.Stdout);
    }

    [Fact]
    public async Task A_stopped_process_sees_TERM_too()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("kill -STOP $$") with { Timeout = Short });
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: false), outcome);
    }

    [Fact]
    public async Task Who_ignores_TERM_is_killed_with_the_whole_tree_after_the_grace()
    {
        var process = _bench.Sh("trap '' TERM; (trap '' TERM; echo x > child.tmp; sh -c 'echo $$' > child; sleep 100) & sleep 100; sleep 100") with { Timeout = Enough, Grace = Short };
        var outcome = await _bench.RunAsync(process);
        Assert.Equal(StopCause.Timeout, Assert.IsType<ProcessOutcome.Stopped>(outcome).Cause);
        Assert.True(((ProcessOutcome.Stopped)outcome).Killed);
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_child_that_cleans_up_after_TERM_gets_the_rest_of_the_grace()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("sh -c 'trap \"sleep 1; echo cleaned; exit\" TERM; while :; do sleep 0.1; done'; echo x") with { Timeout = Enough });
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Timeout, Killed: false), outcome);
        Assert.Equal("cleaned\n", _bench.Stdout);
    }

    [Fact]
    public async Task Asking_ends_by_TERM_and_says_cancelled()
    {
        var run = _bench.ShAsync("echo up > up; sleep 100");
        await _bench.WhenWrittenAsync("up");
        _bench.Ask();
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false), await run);
    }

    [Fact]
    public async Task Killing_does_not_wait_for_the_grace()
    {
        var run = _bench.ShAsync("trap '' TERM; echo up > up; while :; do sleep 1; done");
        await _bench.WhenWrittenAsync("up");
        _bench.Ask();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        _bench.Kill();
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: true), await run.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Killing_alone_is_enough()
    {
        var run = _bench.ShAsync("trap '' TERM; echo up > up; while :; do sleep 1; done");
        await _bench.WhenWrittenAsync("up");
        _bench.Kill();
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: true), await run.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nothing_starts_when_a_stop_was_asked_before()
    {
        _bench.Ask();
        Assert.Equal(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false), await _bench.ShAsync("touch started"));
        Assert.False(File.Exists(_bench.PathOf("started")));
    }

    [Fact]
    public async Task A_foreign_KILL_during_the_grace_is_told_as_such()
    {
        var run = _bench.ShAsync("trap '' TERM; echo $$ > up; while :; do sleep 0.1; done");
        var pid = await _bench.WhenWrittenAsync("up");
        _bench.Ask();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", ["-9", pid]);
        Assert.Equal(new ProcessOutcome.Signalled(9), await run);
    }

    [Fact]
    public async Task Kept_daemons_survive_a_stop_and_are_listed()
    {
        var run = _bench.RunAsync(_bench.Sh("setsid sleep 100 & echo $! > up; sleep 100") with { Leftovers = LeftoversRule.Keep });
        var daemon = await _bench.WhenWrittenAsync("up");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        _bench.Ask();
        var outcome = Assert.IsType<ProcessOutcome.Stopped>(await run);
        Assert.False(outcome.Killed);
        Assert.Equal([$"{daemon} sleep"], outcome.Leftovers);
        Assert.True(Workbench.IsAlive(daemon));
    }
}

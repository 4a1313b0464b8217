using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class LeftoverTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string> WaysToStayBehind =>
    [
        "sleep 1000 &",
        "nohup sleep 1000 &",
        "setsid sleep 1000 &",
        "setsid nohup sleep 1000 >&2 &",
        "(sleep 1000 &) &",
        "setsid sh -c 'sleep 1000 & exit' &",
        "setsid sh -c 'setsid sleep 1000 & sleep 1000' &",
        "set -m; sleep 1000 &",
        "env -i /bin/sleep 1000 &",
        "trap '' TERM HUP; sleep 1000 &",
        "setsid sh -c 'sh -c \"env -i sleep 1000 & sleep 1000\" & sleep 1000' &",
    ];

    [Theory]
    [MemberData(nameof(WaysToStayBehind))]
    public async Task Grandchildren_that_hold_stdout_delay_nothing_and_are_ended(string script)
    {
        var outcome = await _bench.ShAsync(script + " echo done; exit 3").WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.Equal(3, Assert.IsType<ProcessOutcome.Exited>(outcome).Code);
        Assert.NotEmpty(outcome.Leftovers);
        Assert.Equal("done\n", _bench.Stdout);
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(WaysToStayBehind))]
    public async Task Those_of_a_task_that_ran_for_a_while_are_ended_too(string script)
    {
        var outcome = await _bench.ShAsync(script + " sleep 1.2").WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.NotEmpty(outcome.Leftovers);
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Kept_ones_live_on_and_are_listed()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("sleep 1000 & echo $! > pid") with { Leftovers = LeftoversRule.Keep });
        var pid = await _bench.WhenWrittenAsync("pid");
        Assert.IsType<ProcessOutcome.Exited>(outcome);
        Assert.Equal([$"{pid} sleep"], outcome.Leftovers);
        Assert.True(Workbench.IsAlive(pid));
    }

    [Fact]
    public async Task Under_fail_they_are_ended_and_listed()
    {
        var outcome = await _bench.RunAsync(_bench.Sh("sleep 1000 & echo $! > pid") with { Leftovers = LeftoversRule.Fail });
        Assert.Single(outcome.Leftovers);
        Assert.False(Workbench.IsAlive(await _bench.WhenWrittenAsync("pid")));
    }

    [Fact]
    public async Task What_ends_right_after_its_leader_is_no_leftover()
    {
        var outcome = await _bench.ShAsync("(sleep 0.02; echo last) & echo first");
        Assert.Empty(outcome.Leftovers);
        Assert.Equal("first\nlast\n", _bench.Stdout);
    }

    [Fact]
    public async Task A_tree_that_multiplies_is_ended()
    {
        const string busy = "f() { while :; do (sleep 0.01 & ) ; sleep 0.01 & done; }; f & f & echo up";
        var outcome = await _bench.ShAsync(busy).WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.NotEmpty(outcome.Leftovers);
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Tasks_beside_it_are_left_alone()
    {
        using var other = new Workbench();
        var running = other.ShAsync("echo up > up; sleep 1.5; echo fine");
        await other.WhenWrittenAsync("up");
        await _bench.ShAsync("setsid sleep 1000 & sleep 1.1");
        Assert.Equal(new ProcessOutcome.Exited(0), await running);
    }
}

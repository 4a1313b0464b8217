using Microsoft.Extensions.Time.Testing;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

public sealed class StopTests
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task Asked_to_stop_nothing_new_starts_what_runs_is_asked_and_the_run_stays_open()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        a.Execute = async (_, stop) =>
        {
            _stage.Control.Stop(StopReason.Interrupted, by: "ctrl-c");
            await Task.Delay(Timeout.Infinite, stop.Asked);
            return Actor.Succeeded();
        };

        var run = await _stage.RunAsync();

        Assert.Equal((RunStatus.Running, "cancelled"), (run.Status, Stage.Word(run, a)));
        Assert.Equal((StopReason.Interrupted, "ctrl-c"), (run.Stop!.Reason, run.Stop.By));
        Assert.Equal("running", (await _stage.Store.FindRunAsync("run", TestContext.Current.CancellationToken))!.Summary);
        Assert.Equal(["execute a"], _stage.Calls);
    }

    [Fact]
    public async Task A_task_that_a_stop_cancelled_is_taken_up_by_resume_like_a_lost_one()
    {
        var a = _stage.Add("a");
        a.Idempotent = true;
        var isFirst = true;
        a.Execute = async (_, stop) =>
        {
            if (isFirst)
            {
                isFirst = false;
                _stage.Control.Stop(StopReason.Interrupted);
                await Task.Delay(Timeout.Infinite, stop.Asked);
            }

            return Actor.Succeeded();
        };
        await _stage.RunAsync();

        var run = await _stage.RunAsync();

        Assert.Equal((RunStatus.Succeeded, 2), (run.Status, run[0].Attempts));
        Assert.Equal(["run.0.1"], _stage.Strays);
    }

    [Fact]
    public async Task The_second_stage_kills_what_did_not_listen()
    {
        var a = _stage.Add("a");
        a.Execute = async (_, stop) =>
        {
            _stage.Control.Stop(StopReason.Interrupted);
            stop.Asked.Register(() => _stage.Control.Stop(StopReason.Interrupted, StopStage.Killed));
            var killed = new TaskCompletionSource();
            stop.Killed.Register(killed.SetResult);
            await killed.Task;
            return new TaskOutcome.Unknown("killed");
        };

        var run = await _stage.RunAsync();

        Assert.Equal((RunStatus.Running, TaskState.Unknown, StopStage.Killed), (run.Status, run[0].State, run.Stop!.Stage));
        Assert.Equal(0, run[0].Spent);
    }

    [Fact]
    public async Task Cancel_settles_a_live_run_without_rolling_back()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        a.Rollback = true;
        _stage.Chain(a, b);
        a.Execute = async (_, stop) =>
        {
            _stage.Control.Stop(StopReason.Cancelled, by: "someone");
            await Task.Delay(Timeout.Infinite, stop.Asked);
            return Actor.Succeeded();
        };

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["cancelled", "cancelled"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Equal(["execute a"], _stage.Calls);
    }

    [Fact]
    public async Task Cancel_settles_an_open_run_as_it_stands()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        await _stage.LoseAsync(a);
        _stage.Control.Stop(StopReason.Cancelled);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["unknown", "cancelled"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Empty(_stage.Calls);
        Assert.Single(_stage.Strays);
    }

    [Fact]
    public async Task A_run_over_its_time_is_stopped_and_stays_open()
    {
        var time = new FakeTimeProvider();
        _stage.Time = time;
        _stage.Policy = _stage.Policy with { Timeout = TimeSpan.FromMinutes(1) };
        _stage.Add("a").Execute = async (_, stop) =>
        {
            time.Advance(TimeSpan.FromMinutes(2));
            await Task.Delay(Timeout.Infinite, stop.Asked);
            return Actor.Succeeded();
        };

        var run = await _stage.RunAsync();

        Assert.Equal((RunStatus.Running, StopReason.Timeout), (run.Status, run.Stop!.Reason));
    }

    [Fact]
    public async Task A_waiting_task_holds_no_slot_and_waits_longer_each_time()
    {
        var time = new FakeTimeProvider();
        _stage.Time = time;
        _stage.Policy = _stage.Policy with { Parallelism = 1 };
        var (a, b) = (_stage.Add("a").Does(Actor.Failed(), Actor.Failed(), Actor.Succeeded()), _stage.Add("b"));
        a.Attempts = 3;
        var running = _stage.RunAsync();
        while (!running.IsCompleted)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
            if (_stage.Calls.Count > 1)
            {
                time.Advance(TimeSpan.FromMilliseconds(1)); // not before the slot was given away: time itself could make the waiting one due
            }
        }

        var run = await running;
        Assert.Equal(["execute a", "execute b", "execute a", "execute a"], _stage.Calls);
        Assert.Equal((RunStatus.Succeeded, 3), (run.Status, run[a.Index].Attempts));
        var waits = _stage.Events.OfType<RunEvent.AttemptSettled>().Where(e => e.RetryAt is not null).Select(e => e.RetryAt - e.At);
        Assert.Equal([TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(1)], waits);
        Assert.Equal("succeeded", Stage.Word(run, b));
    }

    [Fact]
    public async Task A_runner_that_lost_its_lease_kills_what_runs_and_writes_nothing_more()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        a.Execute = async (_, stop) =>
        {
            _stage.Control.Abandon();
            var killed = new TaskCompletionSource();
            stop.Killed.Register(killed.SetResult);
            await killed.Task;
            return Actor.Succeeded();
        };

        await Assert.ThrowsAsync<StaleLeaseException>(_stage.RunAsync);

        var run = await _stage.ReadAsync();
        Assert.Equal(AttemptKind.Execute, run[0].Open);
        Assert.Equal(["execute a"], _stage.Calls);
    }

    [Fact]
    public async Task A_commit_that_finds_the_lease_lost_starts_nothing_and_kills_what_runs()
    {
        var (a, next, other) = (_stage.Add("a"), _stage.Add("next"), _stage.Add("other"));
        _stage.Chain(a, next);
        var (otherRuns, otherKilled) = (new TaskCompletionSource(), new TaskCompletionSource());
        a.Execute = async (_, _) =>
        {
            await otherRuns.Task;
            _stage.IsStale = true;
            return Actor.Succeeded();
        };
        other.Execute = async (_, stop) =>
        {
            stop.Killed.Register(otherKilled.SetResult);
            otherRuns.SetResult();
            await otherKilled.Task;
            return new TaskOutcome.Unknown("killed");
        };

        await Assert.ThrowsAsync<StaleLeaseException>(() => _stage.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.DoesNotContain("execute next", _stage.Calls);
        Assert.Equal(AttemptKind.Execute, (await _stage.ReadAsync())[a.Index].Open);
    }

    [Fact]
    public async Task A_store_that_refuses_loses_no_result_that_can_still_be_written()
    {
        var (a, b, c) = (_stage.Add("a"), _stage.Add("b"), _stage.Add("c"));
        _stage.Chain(a, c);
        var aDone = new TaskCompletionSource();
        a.Execute = (_, _) =>
        {
            _stage.IsFull = true;
            return new(Actor.Succeeded());
        };
        _stage.OnRefused = aDone.SetResult;
        b.Execute = async (_, _) =>
        {
            await aDone.Task;
            _stage.IsFull = false;
            return Actor.Succeeded();
        };

        await Assert.ThrowsAsync<RefusedException>(_stage.RunAsync);

        var run = await _stage.ReadAsync();
        Assert.Equal(["succeeded", "succeeded", "pending"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Null(run[c.Index].Open);
        Assert.Equal(RunStatus.Succeeded, (await _stage.RunAsync()).Status);
    }

    [Fact]
    public async Task A_view_that_breaks_does_not_break_the_run_and_is_heard_of_at_its_end()
    {
        _stage.Chain(_stage.Add("a"), _stage.Add("b"));
        _stage.OnObserved = () => throw new IOException("the pipe is closed");

        var thrown = await Assert.ThrowsAsync<IOException>(_stage.RunAsync);

        Assert.Equal("the pipe is closed", thrown.Message);
        Assert.Equal(RunStatus.Succeeded, (await _stage.ReadAsync()).Status);
    }
}

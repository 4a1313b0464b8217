using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution;

/// <summary>Resume after a runner that died: the crash table row by row.</summary>
public sealed class CrashTests
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task A_lost_attempt_that_may_run_only_once_and_has_no_probe_waits_for_a_person()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.NeedsDecision, run.Status);
        Assert.Equal(["unknown", "pending"], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Empty(_stage.Calls);
        Assert.Equal(["run.0.1"], _stage.Strays);
    }

    [Theory]
    [InlineData(Decision.Succeeded, RunStatus.Succeeded, "succeeded", "succeeded")]
    [InlineData(Decision.Failed, RunStatus.Failed, "failed", "blocked")]
    [InlineData(Decision.NotExecuted, RunStatus.Succeeded, "succeeded", "succeeded")]
    [InlineData(Decision.RolledBack, RunStatus.Failed, "rolled-back", "blocked")]
    public async Task A_decision_is_the_way_on(Decision decision, RunStatus status, string first, string second)
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        _stage.Chain(a, b);
        await _stage.LoseAsync(a);
        await _stage.RunAsync();
        await _stage.DecideAsync(a, decision);
        Assert.Equal(RunStatus.Running, (await _stage.ReadAsync()).Status);

        var run = await _stage.RunAsync();

        Assert.Equal(status, run.Status);
        Assert.Equal([first, second], _stage.Actors.Select(x => Stage.Word(run, x)));
        Assert.Equal(decision == Decision.NotExecuted ? 1 : 0, _stage.Calls.Count(c => c == "execute a"));
    }

    [Fact]
    public async Task A_lost_attempt_that_may_run_again_is_executed_again_and_does_not_count_against_retry()
    {
        var a = _stage.Add("a");
        (a.Idempotent, a.Attempts) = (true, 2);
        a.Does(Actor.Failed(), Actor.Succeeded());
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute a", "execute a"], _stage.Calls);
        Assert.Equal(3, run[0].Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_attempt_with_a_rollback_is_rolled_back_and_executed_anew(bool idempotent)
    {
        var a = _stage.Add("a");
        (a.Rollback, a.Idempotent) = (true, idempotent);
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["rollback a", "execute a"], _stage.Calls);
        Assert.Equal(RollbackCause.Unknown, _stage.Requests[0].Cause);
    }

    [Fact]
    public async Task A_probe_that_finds_the_work_done_ends_the_matter_with_its_outputs()
    {
        var a = _stage.Add("a");
        a.HasProbe = true;
        a.Probe = () => new ProbeOutcome.Done(MapValue.Of(("x", Value.True)));
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(["probe a"], _stage.Calls);
        Assert.Equal(("succeeded", Value.True), (Stage.Word(run, a), run[0].Outputs!["x"]));
    }

    [Theory]
    [InlineData(false, false, "probe a|execute a")]
    [InlineData(false, true, "probe a|execute a")]
    [InlineData(true, true, "probe a|execute a")]
    [InlineData(true, false, "probe a|rollback a|execute a")] // P3: before another attempt of such a task its rollback runs
    public async Task A_probe_that_proves_nothing_was_done_lets_it_run(bool rollback, bool idempotent, string calls)
    {
        var a = _stage.Add("a");
        (a.Rollback, a.Idempotent, a.HasProbe) = (rollback, idempotent, true);
        a.Probe = () => new ProbeOutcome.NotDone();
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(calls, string.Join('|', _stage.Calls));
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Theory]
    [InlineData(null, false, false, "probe a", RunStatus.NeedsDecision)]
    [InlineData(null, false, true, "probe a|execute a", RunStatus.Succeeded)]
    [InlineData(null, true, false, "probe a|rollback a|execute a", RunStatus.Succeeded)]
    [InlineData(UnknownRule.Probe, true, true, "probe a", RunStatus.NeedsDecision)]
    [InlineData(UnknownRule.Execute, false, false, "execute a", RunStatus.Succeeded)]
    [InlineData(UnknownRule.Execute, true, false, "rollback a|execute a", RunStatus.Succeeded)]
    [InlineData(UnknownRule.Execute, true, true, "execute a", RunStatus.Succeeded)]
    [InlineData(UnknownRule.Rollback, true, true, "rollback a|execute a", RunStatus.Succeeded)]
    [InlineData(UnknownRule.Ask, true, true, "", RunStatus.NeedsDecision)]
    public async Task What_the_task_says_comes_before_the_table(
        UnknownRule? rule, bool rollback, bool idempotent, string calls, RunStatus status)
    {
        var a = _stage.Add("a");
        (a.Rollback, a.Idempotent, a.HasProbe, a.OnUnknown) = (rollback, idempotent, true, rule);
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal(calls, string.Join('|', _stage.Calls));
        Assert.Equal(status, run.Status);
    }

    [Fact]
    public async Task A_probe_that_was_lost_is_made_again()
    {
        var a = _stage.Add("a");
        a.HasProbe = true;
        a.Probe = () => new ProbeOutcome.Done(MapValue.Empty);
        await _stage.LoseAsync(a);
        await _stage.LeaveAsync(
            new RunEvent.AttemptLost(0, 1, "", default),
            new RunEvent.AttemptIntended(0, 2, AttemptKind.Probe, null, null, default));

        var run = await _stage.RunAsync();

        Assert.Equal(["probe a"], _stage.Calls);
        Assert.Equal(3, run[0].LastAttempt);
    }

    [Fact]
    public async Task An_unknown_outcome_in_a_live_run_uses_up_an_attempt()
    {
        var a = _stage.Add("a").Does(new TaskOutcome.Unknown("killed"));
        (a.Idempotent, a.Attempts) = (true, 2);

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "execute a"], _stage.Calls);
        Assert.Equal((RunStatus.NeedsDecision, "unknown"), (run.Status, Stage.Word(run, a)));
        Assert.Equal("killed", run[0].Trouble.Evidence);
    }

    [Fact]
    public async Task An_unknown_outcome_without_an_attempt_left_is_failed_once_its_rollback_ran()
    {
        var a = _stage.Add("a").Does(new TaskOutcome.Unknown("killed"));
        a.Rollback = true;

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "rollback a"], _stage.Calls);
        Assert.Equal((RunStatus.Failed, TaskState.Failed, "rolled-back"), (run.Status, run[0].State, Stage.Word(run, a)));
        Assert.Equal("unknown", run[0].Trouble.Failure!.Reason);
    }

    [Fact]
    public async Task An_unknown_outcome_without_an_attempt_left_is_failed_when_the_probe_says_not_done()
    {
        var a = _stage.Add("a").Does(new TaskOutcome.Unknown("killed"));
        a.HasProbe = true;
        a.Probe = () => new ProbeOutcome.NotDone();

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a", "probe a"], _stage.Calls);
        Assert.Equal((RunStatus.Failed, "failed"), (run.Status, Stage.Word(run, a)));
    }

    [Fact]
    public async Task Tasks_after_an_unknown_one_wait_even_where_any_end_would_do()
    {
        var (a, cleanUp) = (_stage.Add("a"), _stage.Add("clean-up"));
        _stage.Edge(a, cleanUp, EdgeCondition.Settled);
        await _stage.LoseAsync(a);

        var run = await _stage.RunAsync();

        Assert.Equal("pending", Stage.Word(run, cleanUp));
    }

    [Fact]
    public async Task A_held_task_runs_or_keeps_its_outputs_as_a_person_decides()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        var old = MapValue.Of(("x", Value.True));
        foreach (var actor in _stage.Actors)
        {
            actor.Decide = run => run[actor.Index].Trouble.Decision == Decision.NotExecuted
                ? new StartDecision.Run("new")
                : new StartDecision.Hold(new TaskRunner.Planning.PlanReason("TR5000", []), "before", old, "new");
        }

        var first = await _stage.RunAsync();
        Assert.Equal((RunStatus.NeedsDecision, "blocked"), (first.Status, Stage.Word(first, a)));
        await _stage.DecideAsync(a, Decision.NotExecuted);
        Assert.Equal(RunStatus.NeedsDecision, (await _stage.ReadAsync()).Status);
        await _stage.DecideAsync(b, Decision.Succeeded);

        var run = await _stage.RunAsync();

        Assert.Equal(["execute a"], _stage.Calls);
        Assert.Equal((RunStatus.Succeeded, "reused"), (run.Status, Stage.Word(run, b)));
        Assert.Equal(old, run[b.Index].Outputs);
    }

    [Fact]
    public async Task A_succeeded_task_never_runs_again_on_resume()
    {
        var (a, b) = (_stage.Add("a"), _stage.Add("b"));
        (a.Idempotent, b.Idempotent) = (true, true);
        _stage.Chain(a, b);
        await _stage.LoseAsync(a);
        await _stage.LeaveAsync(
            new RunEvent.AttemptSettled(0, 1, Actor.Succeeded(), null, default),
            new RunEvent.AttemptIntended(1, 1, AttemptKind.Execute, null, null, default));

        await _stage.RunAsync();

        Assert.Equal(["execute b"], _stage.Calls);
    }

    [Fact]
    public async Task A_failure_that_had_another_attempt_coming_still_gets_it_after_a_crash()
    {
        var a = _stage.Add("a");
        (a.Attempts, a.Rollback) = (2, true);
        await _stage.LoseAsync(a);
        await _stage.LeaveAsync(new RunEvent.AttemptSettled(0, 1, Actor.Failed(), DateTimeOffset.UtcNow.AddMilliseconds(1), default));

        var run = await _stage.RunAsync();

        Assert.Equal(["rollback a", "execute a"], _stage.Calls);
        Assert.Equal(RollbackCause.Failed, _stage.Requests[0].Cause);
        Assert.Equal(RunStatus.Succeeded, run.Status);
    }

    [Fact]
    public async Task A_failure_before_the_rollback_was_planned_is_rolled_back_on_resume()
    {
        var a = _stage.Add("a");
        a.Rollback = true;
        await _stage.LoseAsync(a);
        await _stage.LeaveAsync(new RunEvent.AttemptSettled(0, 1, Actor.Failed(), null, default));

        var run = await _stage.RunAsync();

        Assert.Equal(["rollback a"], _stage.Calls);
        Assert.Equal((RunStatus.Failed, "rolled-back"), (run.Status, Stage.Word(run, a)));
    }

    [Fact]
    public async Task A_decision_can_be_taken_once()
    {
        var a = _stage.Add("a");
        await _stage.LoseAsync(a);
        var run = await _stage.RunAsync();

        Assert.Contains(Decision.Succeeded, Decisions.Allowed(run[0]));
        await _stage.DecideAsync(a, Decision.Succeeded);
        Assert.Empty(Decisions.Allowed((await _stage.ReadAsync())[0]));
    }
}

using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Journal;

public sealed class RunStateTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private readonly RunState _run = new(new RunEvent.RunStarted("r", "r", OperationKind.Install, null, 2, MapValue.Empty, [], At));

    [Fact]
    public void An_attempt_goes_from_pending_over_intended_to_its_outcome()
    {
        Assert.Equal("pending", _run[0].Word);
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, "d", At));
        Assert.Equal((TaskState.Intended, "running", AttemptKind.Execute), (_run[0].State, _run[0].Word, _run[0].Open));
        _run.Apply(new RunEvent.EffectBegun(0, 1, "s"));
        Assert.Equal(TaskState.Running, _run[0].State);
        _run.Apply(new RunEvent.AttemptSettled(0, 1, new TaskOutcome.Succeeded(MapValue.Empty), null, At));
        Assert.Equal(("succeeded", 1, "d"), (_run[0].Word, _run[0].Attempts, _run[0].InputDigest));
    }

    [Fact]
    public void The_same_outcome_of_a_step_twice_is_dropped_and_a_different_one_is_a_bug()
    {
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, null, At));
        var exit0 = new RunEvent.StepSettled(0, 1, "s", MapValue.Of(("exit", Value.From(0))));
        _run.Apply(exit0);
        _run.Apply(exit0);

        Assert.Single(_run[0].Trouble.Steps);
        Assert.Throws<InvalidOperationException>(() => _run.Apply(exit0 with { Outcome = MapValue.Of(("exit", Value.From(1))) }));
    }

    [Fact]
    public void What_effects_recorded_is_kept_over_lost_attempts_until_a_rollback_took_it_back()
    {
        Execute(1, ("a", 1), ("b", 1));
        _run.Apply(new RunEvent.AttemptLost(0, 1, "killed", At));
        _run.Apply(new RunEvent.AttemptIntended(0, 2, AttemptKind.Probe, null, null, At));
        _run.Apply(new RunEvent.ProbeSettled(0, 2, new ProbeOutcome.NotDone(), At));
        Execute(3, ("c", 3), ("a", 3));
        Assert.Equal("b=1 c=3 a=3", Recorded());
        _run.Apply(new RunEvent.AttemptSettled(0, 3, new TaskOutcome.Succeeded(MapValue.Empty), null, At));
        Assert.Equal("b=1 c=3 a=3", Recorded());

        _run.Apply(new RunEvent.RollbackPlanned(RollbackScope.All, [0], At));
        _run.Apply(new RunEvent.AttemptIntended(0, 4, AttemptKind.Rollback, RollbackCause.Requested, null, At));
        Assert.Equal("b=1 c=3 a=3", Recorded());
        _run.Apply(new RunEvent.AttemptSettled(0, 4, new TaskOutcome.Succeeded(MapValue.Empty), null, At));
        Execute(5, ("d", 5));
        Assert.Equal("d=5", Recorded());
    }

    [Fact]
    public void An_outcome_of_an_attempt_that_is_not_open_is_a_bug()
    {
        var outcome = new RunEvent.AttemptSettled(0, 1, new TaskOutcome.Cancelled(), null, At);
        Assert.Throws<InvalidOperationException>(() => _run.Apply(outcome));
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, null, At));
        Assert.Throws<InvalidOperationException>(() => _run.Apply(outcome with { Attempt = 2 }));
        Assert.Throws<InvalidOperationException>(() => _run.Apply(new RunEvent.AttemptIntended(0, 2, AttemptKind.Execute, null, null, At)));
    }

    [Fact]
    public void The_first_failure_stays_behind_a_rollback_and_its_failure()
    {
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, null, At));
        _run.Apply(new RunEvent.AttemptSettled(0, 1, new TaskOutcome.Failed(new TaskFailure("exit", 2, "first")), null, At));
        _run.Apply(new RunEvent.RollbackPlanned(RollbackScope.Failed, [0], At));
        _run.Apply(new RunEvent.AttemptIntended(0, 2, AttemptKind.Rollback, RollbackCause.Failed, null, At));
        Assert.Equal(("rolling-back", RunStatus.RollingBack), (_run[0].Word, _run.Status));
        _run.Apply(new RunEvent.AttemptSettled(0, 2, new TaskOutcome.Failed(new TaskFailure("exit", 9, "second")), null, At));

        Assert.Equal(("rollback-failed", "first", 1), (_run[0].Word, _run[0].Trouble.Failure!.Message, _run[0].Trouble.FailedAttempt));
        Assert.Equal("second", _run[0].Trouble.RollbackFailure!.Message);
    }

    [Fact]
    public void What_was_rolled_back_is_no_longer_released()
    {
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, null, At));
        _run.Apply(new RunEvent.AttemptSettled(0, 1, new TaskOutcome.Failed(new TaskFailure("exit", 2, "")), null, At));
        Assert.True(_run[0].Released);
        _run.Apply(new RunEvent.AttemptIntended(0, 2, AttemptKind.Rollback, RollbackCause.Failed, null, At));
        _run.Apply(new RunEvent.AttemptSettled(0, 2, new TaskOutcome.Succeeded(MapValue.Empty), null, At));

        Assert.Equal((false, "rolled-back"), (_run[0].Released, _run[0].Word));
    }

    [Fact]
    public void What_never_started_is_cancelled_when_the_run_is_settled()
    {
        _run.Apply(new RunEvent.AttemptIntended(0, 1, AttemptKind.Execute, null, null, At));
        _run.Apply(new RunEvent.AttemptSettled(0, 1, new TaskOutcome.Failed(new TaskFailure("exit", 2, "")), At, At));
        _run.Apply(new RunEvent.RunSettled(RunStatus.Cancelled, At));

        Assert.Equal(["failed", "cancelled"], [_run[0].Word, _run[1].Word]);
        Assert.Equal(At, _run.FinishedAt);
    }

    [Fact]
    public void A_new_runner_forgets_the_stop_and_goes_on()
    {
        _run.Apply(new RunEvent.StopRequested(StopReason.Interrupted, StopStage.Asked, null, At));
        _run.Apply(new RunEvent.RunHalted(RunStatus.NeedsDecision, At));
        _run.Apply(new RunEvent.RunnerAttached(2, "r", "h", "b", 1, 1, At));

        Assert.Null(_run.Stop);
        Assert.Null(_run.FinishedAt);
        Assert.Equal(RunStatus.Running, _run.Status);
    }

    [Theory]
    [InlineData(RunStatus.Running, "running", false)]
    [InlineData(RunStatus.RollingBack, "rolling-back", false)]
    [InlineData(RunStatus.NeedsDecision, "needs-decision", false)]
    [InlineData(RunStatus.RollbackFailed, "rollback-failed", false)]
    [InlineData(RunStatus.Succeeded, "succeeded", true)]
    [InlineData(RunStatus.Failed, "failed", true)]
    [InlineData(RunStatus.RolledBack, "rolled-back", true)]
    [InlineData(RunStatus.Cancelled, "cancelled", true)]
    public void A_run_is_open_or_settled(RunStatus status, string word, bool isSettled)
    {
        Assert.Equal(word, status.ToWord());
        Assert.Equal(isSettled, status.IsSettled());
    }

    private void Execute(int attempt, params (string Step, int Value)[] effects)
    {
        _run.Apply(new RunEvent.AttemptIntended(0, attempt, AttemptKind.Execute, null, null, At));
        foreach (var (step, value) in effects)
        {
            _run.Apply(new RunEvent.EffectBegun(0, attempt, step));
            _run.Apply(new RunEvent.StepSettled(0, attempt, step, StepRecord.OutcomeOf(Value.From(value))));
        }
    }

    private string Recorded() => string.Join(' ', RecordedSteps.InOrder(_run[0].Trouble).Select(s => $"{s.Step}={s.Value}"));
}

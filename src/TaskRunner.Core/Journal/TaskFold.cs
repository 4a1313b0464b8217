using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Journal;

/// <summary>What an event makes of the task it is about.</summary>
internal static class TaskFold
{
    public static void Apply(ref TaskRunState state, RunEvent.OfTask happened, OperationKind operation, bool isStopping)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                Intend(ref state, e, IsUndo(e.Kind, operation));
                break;
            case RunEvent.AttemptSettled e:
                SettleAttempt(ref state, e, operation, isStopping);
                break;
            case RunEvent.ProbeSettled e:
                SettleProbe(ref state, e);
                break;
            case RunEvent.AttemptLost e:
                Lose(ref state, e, operation);
                break;
            case RunEvent.AttemptNotReleased e:
                CheckOpen(state, e, e.Attempt);
                Unintend(ref state);
                break;
            case RunEvent.AttemptAdopted e:
                CheckOpen(state, e, e.Attempt);
                break;
            case RunEvent.EffectBegun e:
                CheckOpen(state, e, e.Attempt);
                PutStep(ref state, e.Step, null);
                break;
            case RunEvent.StepSettled e:
                CheckOpen(state, e, e.Attempt);
                PutStep(ref state, e.Step, e.Outcome);
                break;
            case RunEvent.RollbackBlocked e:
                state.TroubleOrNull = state.Trouble with { RollbackBlockedBy = e.Causes };
                break;
            case RunEvent.DecisionRecorded e:
                Decide(ref state, e);
                break;
            default:
                SettleWithoutAttempt(ref state, happened);
                break;
        }
    }

    /// <summary>In the operation <c>rollback</c> rolling back is what its tasks are there for; in others it undoes an attempt of this run.</summary>
    private static bool IsUndo(AttemptKind? kind, OperationKind operation) =>
        kind == AttemptKind.Rollback && operation != OperationKind.Rollback;

    private static void SettleWithoutAttempt(ref TaskRunState state, RunEvent.OfTask happened)
    {
        switch (happened)
        {
            case RunEvent.TaskSkipped e:
                Finish(ref state, TaskState.Skipped, e.At);
                state.TroubleOrNull = state.Trouble with { Reason = e.Reason };
                break;
            case RunEvent.TaskReused e:
                Finish(ref state, TaskState.Reused, e.At);
                (state.Outputs, state.InputDigest) = (e.Outputs, e.InputDigest);
                state.TroubleOrNull = state.Trouble with { SourceRun = e.SourceRun };
                break;
            case RunEvent.TaskSupplied e:
                Finish(ref state, TaskState.Succeeded, e.At);
                state.Outputs = e.Outputs;
                break;
            case RunEvent.TaskBlocked e:
                Finish(ref state, TaskState.Blocked, e.At);
                state.TroubleOrNull = state.Trouble with { BlockedBy = e.Causes };
                break;
            case RunEvent.TaskHeld e:
                Finish(ref state, TaskState.Blocked, e.At);
                state.InputDigest = e.InputDigest;
                state.TroubleOrNull = state.Trouble with
                {
                    Reason = e.Reason,
                    SourceRun = e.SourceRun,
                    HeldOutputs = e.Outputs,
                    NeedsDecision = true,
                };
                break;
            case RunEvent.TaskCancelled e:
                Finish(ref state, TaskState.Cancelled, e.At);
                break;
            case RunEvent.TaskFailed e:
                Finish(ref state, TaskState.Failed, e.At);
                state.TroubleOrNull = state.Trouble with { Failure = e.Failure, NeedsDecision = false };
                break;
            case RunEvent.TaskKept e:
                Finish(ref state, state.State == TaskState.Pending ? TaskState.Skipped : state.State, e.At);
                state.Rollback = RollbackState.Kept;
                break;
            case RunEvent.TaskLeftUnknown e:
                Finish(ref state, TaskState.Unknown, e.At);
                state.TroubleOrNull = state.Trouble with { Evidence = e.Evidence, LeftUnknown = true, NeedsDecision = e.Asked };
                break;
            default:
                throw new InvalidOperationException($"{happened.GetType().Name} is not known to the fold; this is a bug");
        }
    }

    private static void Finish(ref TaskRunState state, TaskState end, DateTimeOffset at)
    {
        state.State = end;
        state.FinishedAt ??= at;
        if (state.TroubleOrNull is { RetryAt: not null } waiting)
        {
            state.TroubleOrNull = waiting with { RetryAt = null };
        }
    }

    private static void Intend(ref TaskRunState state, RunEvent.AttemptIntended e, bool isUndo)
    {
        if (state.Open is not null || e.Attempt != state.LastAttempt + 1)
        {
            throw Impossible(e, e.Attempt);
        }

        state.Before = state.LastAttempt == 0 && state.TroubleOrNull is null && !state.Released ? null : state.Snapshot();
        (state.Open, state.LastAttempt) = (e.Kind, e.Attempt);
        if (isUndo)
        {
            var isFirst = state.Rollback != RollbackState.RollingBack;
            state.Rollback = RollbackState.RollingBack;
            state.TroubleOrNull = KeepingSteps(state.Trouble, isFirst) with { RollbackCause = e.Cause, RollbackRetryAt = null, RollbackBlockedBy = [] };
            return;
        }

        if (e.Kind == AttemptKind.Probe)
        {
            state.TroubleOrNull = KeepingSteps(state.Trouble, state.Trouble.Probe is null);
            return;
        }

        var earlier = state.Rollback == RollbackState.RolledBack ? [] : RecordedSteps.InOrder(state.Trouble);
        (state.State, state.Rollback, state.FinishedAt, state.Released) = (TaskState.Intended, RollbackState.None, null, true);
        state.Attempts++;
        state.StartedAt ??= e.At;
        state.InputDigest = e.InputDigest ?? state.InputDigest;
        if (state.TroubleOrNull is { } before)
        {
            // The failure stays until the new attempt has an outcome, so that a view can say why there is another one.
            state.TroubleOrNull = new TaskTrouble
            {
                Failure = before.Failure,
                FailedAttempt = before.FailedAttempt,
                Decision = before.Decision,
                RollbackCause = e.Cause,
                Earlier = earlier,
            };
        }
    }

    /// <summary>As if the intent had not been; its number stays taken, for processes carry it.</summary>
    private static void Unintend(ref TaskRunState state)
    {
        state.Open = null;
        if (state.Before is { } before)
        {
            state.Restore(before);
        }
        else
        {
            (state.State, state.Rollback, state.Released, state.Attempts) = (TaskState.Pending, RollbackState.None, false, 0);
            (state.StartedAt, state.FinishedAt, state.InputDigest, state.TroubleOrNull) = (null, null, null, null);
        }
    }

    /// <summary>What the effects of an execute recorded is still asked for while the task is probed and undone.</summary>
    private static TaskTrouble KeepingSteps(TaskTrouble trouble, bool areOfExecute)
    {
        var takes = areOfExecute && trouble.Recorded.IsEmpty;
        return trouble.Steps.IsEmpty ? trouble
            : trouble with { Recorded = takes ? [.. trouble.Steps.Where(s => s.Value is not null)] : trouble.Recorded, Steps = [] };
    }

    private static void SettleAttempt(ref TaskRunState state, RunEvent.AttemptSettled e, OperationKind operation, bool isStopping)
    {
        CheckOpen(state, e, e.Attempt);
        var isUndo = IsUndo(state.Open, operation);
        (state.Open, state.Before) = (null, null);
        if (isUndo)
        {
            SettleRollback(ref state, e);
            return;
        }

        switch (e.Outcome)
        {
            case TaskOutcome.Succeeded done:
                Succeed(ref state, done.Outputs, e.At);
                break;
            case TaskOutcome.Failed failed:
                state.Spent++;
                state.State = e.RetryAt is null ? TaskState.Failed : TaskState.Pending;
                state.FinishedAt = e.RetryAt is null ? e.At : null;
                state.TroubleOrNull = state.Trouble with { Failure = failed.Failure, FailedAttempt = e.Attempt, RetryAt = e.RetryAt };
                break;
            case TaskOutcome.Unknown unknown:
                state.Spent += isStopping ? 0 : 1; // like one lost by a crash: it is not the task's fault
                Finish(ref state, TaskState.Unknown, e.At);
                state.TroubleOrNull = state.Trouble with { Evidence = unknown.Evidence };
                break;
            case TaskOutcome.Cancelled:
                Finish(ref state, TaskState.Cancelled, e.At);
                break;
        }
    }

    private static void Succeed(ref TaskRunState state, MapValue outputs, DateTimeOffset at)
    {
        (state.State, state.Outputs, state.FinishedAt) = (TaskState.Succeeded, outputs, at);
        var before = state.Trouble;
        var recorded = KeepingSteps(before, areOfExecute: true).Recorded;
        state.TroubleOrNull = before.Decision is null && recorded.IsEmpty && before.Earlier.IsEmpty
            ? null
            : new TaskTrouble { Decision = before.Decision, Recorded = recorded, Earlier = before.Earlier };
    }

    private static void SettleRollback(ref TaskRunState state, RunEvent.AttemptSettled e)
    {
        switch (e.Outcome)
        {
            case TaskOutcome.Succeeded:
                MarkRolledBack(ref state, e.At);
                break;
            case TaskOutcome.Failed failed:
                FailRollback(ref state, failed.Failure, e.RetryAt);
                break;
            case TaskOutcome.Unknown unknown:
                FailRollback(ref state, new TaskFailure(FailureReasons.Unknown, null, unknown.Evidence), e.RetryAt);
                break;
        }
    }

    private static void FailRollback(ref TaskRunState state, TaskFailure failure, DateTimeOffset? retryAt)
    {
        state.Rollback = retryAt is null ? RollbackState.Failed : RollbackState.RollingBack;
        state.TroubleOrNull = state.Trouble with
        {
            RollbackFailure = failure,
            RollbackTries = state.Trouble.RollbackTries + 1,
            RollbackRetryAt = retryAt,
        };
    }

    /// <summary>An outcome nobody could find out does not matter any more once it is undone: the task is then failed.</summary>
    private static void MarkRolledBack(ref TaskRunState state, DateTimeOffset at)
    {
        (state.Rollback, state.Released) = (RollbackState.RolledBack, false);
        var trouble = state.Trouble with { RollbackTries = 0, RollbackFailure = null, RollbackBlockedBy = [] };
        if (state.State == TaskState.Unknown && trouble.LeftUnknown)
        {
            Finish(ref state, TaskState.Failed, at);
            trouble = trouble with
            {
                NeedsDecision = false,
                LeftUnknown = false,
                Failure = new TaskFailure(FailureReasons.Unknown, null, trouble.Evidence ?? ""),
                FailedAttempt = state.LastAttempt,
            };
        }

        state.TroubleOrNull = trouble;
    }

    private static void SettleProbe(ref TaskRunState state, RunEvent.ProbeSettled e)
    {
        CheckOpen(state, e, e.Attempt);
        (state.Open, state.Before) = (null, null);
        if (e.Outcome is ProbeOutcome.Done done)
        {
            Succeed(ref state, done.Outputs, e.At);
            return;
        }

        var evidence = e.Outcome is ProbeOutcome.CannotTell cannot ? cannot.Evidence : null;
        state.TroubleOrNull = state.Trouble with { Probe = e.Outcome, Evidence = evidence ?? state.Trouble.Evidence };
    }

    private static void Lose(ref TaskRunState state, RunEvent.AttemptLost e, OperationKind operation)
    {
        CheckOpen(state, e, e.Attempt);
        var keepsState = state.Open == AttemptKind.Probe || IsUndo(state.Open, operation);
        (state.Open, state.Before) = (null, null);
        if (!keepsState)
        {
            Finish(ref state, TaskState.Unknown, e.At);
            state.TroubleOrNull = state.Trouble with { Evidence = e.Evidence };
        }
    }

    private static void PutStep(ref TaskRunState state, string step, MapValue? outcome)
    {
        var steps = state.Trouble.Steps;
        var at = -1;
        for (var i = 0; i < steps.Length; i++)
        {
            at = steps[i].Step == step ? i : at;
        }

        if (at >= 0 && steps[at].Outcome is { } before)
        {
            if (outcome is null || !before.Equals(outcome))
            {
                throw new InvalidOperationException($"step “{step}” has two different outcomes in one attempt; this is a bug");
            }

            return;
        }

        var record = new StepRecord(step, outcome);
        state.TroubleOrNull = state.Trouble with { Steps = at < 0 ? steps.Add(record) : steps.SetItem(at, record) };
        state.State = state.State == TaskState.Intended ? TaskState.Running : state.State;
    }

    private static void Decide(ref TaskRunState state, RunEvent.DecisionRecorded e)
    {
        var held = state.Trouble.HeldOutputs;
        state.TroubleOrNull = state.Trouble with { Decision = e.Decision, NeedsDecision = false };
        switch (e.Decision)
        {
            case Decision.Succeeded:
                (state.State, state.FinishedAt) = (held is null ? TaskState.Succeeded : TaskState.Reused, e.At);
                state.Outputs = held is null || e.Outputs.Entries.Length > 0 ? e.Outputs : held;
                state.TroubleOrNull = state.Trouble with { LeftUnknown = false, HeldOutputs = null };
                break;
            case Decision.Failed:
                (state.State, state.FinishedAt) = (TaskState.Failed, e.At);
                state.TroubleOrNull = state.Trouble with
                {
                    LeftUnknown = false,
                    Failure = new TaskFailure(FailureReasons.Decision, null, e.Reason),
                    FailedAttempt = state.LastAttempt,
                };
                break;
            case Decision.NotExecuted:
                (state.State, state.Rollback, state.Released, state.FinishedAt) = (TaskState.Pending, RollbackState.None, false, null);
                state.TroubleOrNull = new TaskTrouble { Decision = e.Decision, SourceRun = state.Trouble.SourceRun };
                break;
            case Decision.RolledBack:
                state.TroubleOrNull = state.Trouble with { LeftUnknown = true };
                MarkRolledBack(ref state, e.At);
                break;
        }
    }

    private static void CheckOpen(in TaskRunState state, RunEvent.OfTask happened, int attempt)
    {
        if (state.Open is null || state.LastAttempt != attempt)
        {
            throw Impossible(happened, attempt);
        }
    }

    private static InvalidOperationException Impossible(RunEvent.OfTask happened, int attempt) =>
        new($"{happened.GetType().Name} of attempt {attempt} of task {happened.Task} cannot follow on what happened; this is a bug");
}

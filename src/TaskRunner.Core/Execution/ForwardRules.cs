using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>
/// What comes next for a task on the way forward, as a function of the run's state alone: the live engine and a resume ask the
/// same question, so every prefix of a journal has exactly one answer. Rolling back before another attempt is part of this way;
/// the rollback of what failed for good is <see cref="RollbackRules"/>.
/// </summary>
internal sealed class ForwardRules(Situation situation, ITaskWork work, TimeProvider time)
{
    private readonly Plan _plan = situation.Plan;
    private readonly RunState _run = situation.Run;
    private bool _hasWaited;

    /// <summary>What can be said of a task whose predecessors have finished, before it has a slot; nothing means: it wants one.</summary>
    public RunEvent? SettleAtOnce(int task)
    {
        if (_run[task] is not { State: TaskState.Pending, LastAttempt: 0 })
        {
            return null;
        }

        var planned = _plan.Tasks[task];
        if (planned.Action == PlanAction.Skip)
        {
            return new RunEvent.TaskSkipped(task, planned.Reason, Now);
        }

        return EdgeRules.Judge(_plan, task, _run) switch
        {
            EdgeVerdict.Skip skip => new RunEvent.TaskSkipped(task, new PlanReason("TR6010", [_plan.Tasks[skip.Task].Name]), Now),
            EdgeVerdict.Block block => new RunEvent.TaskBlocked(task, block.Causes, Now),
            EdgeVerdict.Cancel => new RunEvent.TaskCancelled(task, Now),
            _ when situation.IsClosedFor(task) => new RunEvent.TaskCancelled(task, Now),
            _ when planned.Action == PlanAction.Kept => new RunEvent.TaskKept(task, Now),
            _ => null,
        };
    }

    /// <param name="task">Whose turn has come.</param>
    /// <param name="hasWaited">It has waited for the time it was told.</param>
    public NextStep Next(int task, bool hasWaited)
    {
        _hasWaited = hasWaited;
        ref readonly var state = ref _run[task];
        if (state.Open is not null)
        {
            return NextStep.Nothing.Instance;
        }

        if (state.State == TaskState.Pending)
        {
            return state.Trouble.RetryAt is { } retryAt ? Retry(task, retryAt) : Begin(task);
        }

        return situation.NeedsRecovery(task) ? Recover(task) : NextStep.Nothing.Instance;
    }

    /// <summary>When an attempt that just failed may be followed by another; null: never.</summary>
    public DateTimeOffset? RetryTime(int task, double random)
    {
        var policy = situation.PolicyOf(task);
        var failures = _run[task].Spent + 1;
        return failures < policy.Attempts && !situation.IsClosedFor(task) ? Now + Backoff.After(policy, failures, random) : null;
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private NextStep Begin(int task)
    {
        if (situation.IsClosedFor(task))
        {
            return new NextStep.Record(new RunEvent.TaskCancelled(task, Now));
        }

        switch (work.Decide(task, _run))
        {
            case StartDecision.Run { UndoFirst: { } cause } run:
                return RollBackFirst(task, cause) ?? Execute(task, run.InputDigest);
            case StartDecision.Run run:
                return Execute(task, run.InputDigest);
            case StartDecision.Skip skip:
                return new NextStep.Record(new RunEvent.TaskSkipped(task, skip.Reason, Now));
            case StartDecision.Reuse reuse:
                return new NextStep.Record(new RunEvent.TaskReused(task, reuse.SourceRun, reuse.Outputs, reuse.InputDigest, Now));
            case StartDecision.Supply supply:
                return new NextStep.Record(new RunEvent.TaskSupplied(task, supply.Outputs, Now));
            case StartDecision.Hold hold:
                return new NextStep.Record(
                    new RunEvent.TaskHeld(task, hold.Reason, hold.SourceRun, hold.Outputs, hold.InputDigest, Now));
            case StartDecision.Fail fail:
                return new NextStep.Record(new RunEvent.TaskFailed(task, fail.Failure, Now));
            default:
                throw new InvalidOperationException("a start decision the engine does not know; this is a bug");
        }
    }

    /// <summary>A definite failure with attempts left: the row “failure recorded” of the crash table.</summary>
    private NextStep Retry(int task, DateTimeOffset retryAt)
    {
        if (situation.IsClosedFor(task))
        {
            return GiveUp(task);
        }

        var policy = situation.PolicyOf(task);
        var rule = CrashTable.Of(Evidence.Failed, situation.CanRollBack(task), policy.Idempotent);
        if (rule.Then == CrashAction.RollBack && RollBackFirst(task, RollbackCause.Failed) is { } undo)
        {
            return undo;
        }

        return (NextStep?)WaitUntil(retryAt, task) ?? Execute(task, null);
    }

    /// <summary>How the last attempt ended nobody knows: the row “released, no outcome” of the crash table.</summary>
    private NextStep Recover(int task)
    {
        ref readonly var state = ref _run[task];
        var policy = situation.PolicyOf(task);
        if (_plan.Tasks[task].Verb != TaskVerb.Execute)
        {
            return MayExecute(task) ? Execute(task, null) : LeaveUnknown(task); // rollback and uninstall are safe to repeat by contract
        }

        if (state.Rollback != RollbackState.None)
        {
            return RollBackFirst(task, RollbackCause.Unknown) ?? ExecuteAnew(task, FailureReasons.Unknown);
        }

        var rule = CrashTable.ForUnknown(policy);
        if (rule.ProbeFirst && state.Trouble.Probe is null && situation.HasCapability(task, TaskCapabilities.Probe))
        {
            return new NextStep.Attempt(AttemptKind.Probe);
        }

        if (state.Trouble.Probe is ProbeOutcome.NotDone)
        {
            return MayExecute(task) && MustUndo(task) ? RollBackFirst(task, RollbackCause.Unknown)! : ExecuteAnew(task, FailureReasons.NotDone);
        }

        return rule.Then switch
        {
            CrashAction.Execute when MayExecute(task) && MustUndo(task) => RollBackFirst(task, RollbackCause.Unknown)!,
            CrashAction.Execute when MayExecute(task) => Execute(task, null),
            CrashAction.Execute when policy.Idempotent && situation.IsClosedFor(task) => Cancel(task),
            CrashAction.RollBack when MayExecute(task) && situation.HasCapability(task, TaskCapabilities.Rollback) =>
                RollBackFirst(task, RollbackCause.Unknown)!,
            CrashAction.Ask => new NextStep.Record(new RunEvent.TaskLeftUnknown(task, EvidenceOf(task), Asked: true, Now)),
            _ => LeaveUnknown(task),
        };
    }

    private NextStep.WaitUntil? WaitUntil(DateTimeOffset? wanted, int task) =>
        _hasWaited ? null : Backoff.Until(wanted, Now, situation.PolicyOf(task));

    /// <returns>What is to be done before the rollback has succeeded; null once it has.</returns>
    private NextStep? RollBackFirst(int task, RollbackCause cause)
    {
        ref readonly var state = ref _run[task];
        return state.Rollback switch
        {
            RollbackState.RolledBack => null,
            RollbackState.Failed => GiveUp(task),
            _ => (NextStep?)WaitUntil(state.Trouble.RollbackRetryAt, task)
                ?? new NextStep.Attempt(AttemptKind.Rollback, cause),
        };
    }

    /// <summary>The attempt is known to be undone or not to have happened.</summary>
    private NextStep ExecuteAnew(int task, string reason) => MayExecute(task)
        ? Execute(task, null)
        : new NextStep.Record(new RunEvent.TaskFailed(
            task,
            new TaskFailure(reason, null, reason == FailureReasons.NotDone ? LocalizableString.Of("engine-not-done") : EvidenceOf(task)),
            Now));

    /// <summary>An attempt that counts must be left; those lost by a crash do not count.</summary>
    private bool MayExecute(int task) => !situation.IsClosedFor(task) && _run[task].Spent < situation.PolicyOf(task).Attempts;

    /// <summary>P3: no second attempt of what may run only once, unless the first is undone.</summary>
    private bool MustUndo(int task) => situation.CanRollBack(task) && !situation.PolicyOf(task).Idempotent && _run[task].Released;

    private NextStep.Attempt Execute(int task, string? digest) => new(
        _plan.Tasks[task].Verb switch
        {
            TaskVerb.Rollback => AttemptKind.Rollback,
            TaskVerb.Uninstall => AttemptKind.Uninstall,
            _ => AttemptKind.Execute,
        },
        _plan.Tasks[task].Verb == TaskVerb.Rollback ? RollbackCause.Requested : null,
        digest);

    /// <summary>There will be no further attempt: its last failure stands, or an unknown outcome stays one.</summary>
    private NextStep.Record GiveUp(int task)
    {
        ref readonly var state = ref _run[task];
        return state.State == TaskState.Unknown || state.State == TaskState.Cancelled
            ? new NextStep.Record(new RunEvent.TaskLeftUnknown(task, EvidenceOf(task), Asked: false, Now))
            : new NextStep.Record(new RunEvent.TaskFailed(task, state.Trouble.Failure ?? state.Trouble.RollbackFailure!, Now));
    }

    private NextStep.Record LeaveUnknown(int task) =>
        new(new RunEvent.TaskLeftUnknown(task, EvidenceOf(task), Asked: !situation.WillRollBack(task), Now));

    private NextStep.Record Cancel(int task) => new(new RunEvent.TaskCancelled(task, Now));

    private LocalizableString EvidenceOf(int task) => _run[task].Trouble.Evidence ?? LocalizableString.Of("engine-stopped");
}

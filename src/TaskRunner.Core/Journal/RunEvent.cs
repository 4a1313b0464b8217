using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Journal;

/// <summary>
/// A fact of a run. Facts are only ever added; what a run is now is the fold over them (<see cref="RunState"/>). Tasks are
/// named by their index in the plan. Times are UTC. The hierarchy is closed; its bytes are described at <see cref="RunEventCodec"/>.
/// </summary>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }

    /// <summary>The first record of a run.</summary>
    /// <remarks>
    /// RunId: this run.
    /// OperationId: the first run of the operation.
    /// Operation: what it does; in a rollback, rolling back is the tasks' own work.
    /// Continues: the run this one continues or undoes, or null.
    /// TaskCount: tasks of the plan.
    /// Plan: everything from which <c>resume</c> rebuilds the plan, generated values included; secrets sealed.
    /// Earlier: tasks that earlier runs of the operation released and nobody rolled back since: a rollback of all undoes them too.
    /// </remarks>
    public sealed record RunStarted(
        string RunId,
        string OperationId,
        OperationKind Operation,
        string? Continues,
        int TaskCount,
        MapValue Plan,
        ImmutableArray<int> Earlier,
        DateTimeOffset At) : RunEvent;

    /// <summary>A runner took the run: at its start and at every resume. What an earlier runner left open is lost from here on.</summary>
    public sealed record RunnerAttached(long Epoch, string Runner, string Host, string BootId, int Pid, long StartTicks, DateTimeOffset At)
        : RunEvent;

    /// <summary>A person wants the whole run undone, or a rollback that failed tried again.</summary>
    public sealed record RollbackRequested(string By, DateTimeOffset At) : RunEvent;

    /// <summary>Nothing new starts from here on until the next runner.</summary>
    public sealed record StopRequested(StopReason Reason, StopStage Stage, string? By, DateTimeOffset At) : RunEvent;

    /// <summary>The rollback phase begins, or takes in more tasks.</summary>
    public sealed record RollbackPlanned(RollbackScope Scope, ImmutableArray<int> Tasks, DateTimeOffset At) : RunEvent;

    /// <summary>The runner left in order but the run is not over: a decision is needed, or a rollback failed.</summary>
    public sealed record RunHalted(RunStatus Status, DateTimeOffset At) : RunEvent;

    /// <summary>The run is over. What never started is cancelled by it.</summary>
    public sealed record RunSettled(RunStatus Status, DateTimeOffset At) : RunEvent;

    /// <summary>A fact about one task.</summary>
    public abstract record OfTask(int Task) : RunEvent;

    public sealed record TaskSkipped(int Task, PlanReason Reason, DateTimeOffset At) : OfTask(Task);

    /// <summary>Succeeded in an earlier run; nothing ran now.</summary>
    public sealed record TaskReused(int Task, string SourceRun, MapValue Outputs, string? InputDigest, DateTimeOffset At) : OfTask(Task);

    /// <summary>Succeeded by its mode alone, which gives the outputs and runs nothing.</summary>
    public sealed record TaskSupplied(int Task, MapValue Outputs, DateTimeOffset At) : OfTask(Task);

    /// <summary>A task before it did not succeed.</summary>
    /// <remarks>
    /// Causes: the tasks at the root, ascending.
    /// </remarks>
    public sealed record TaskBlocked(int Task, ImmutableArray<int> Causes, DateTimeOffset At) : OfTask(Task);

    /// <summary>A task that must not run again was found with other inputs: only a person can say what is right.</summary>
    /// <remarks>
    /// SourceRun: the run that holds its earlier success.
    /// Outputs: the outputs of then, kept by the decision <c>succeeded</c>.
    /// </remarks>
    public sealed record TaskHeld(int Task, PlanReason Reason, string? SourceRun, MapValue Outputs, string? InputDigest, DateTimeOffset At)
        : OfTask(Task);

    /// <summary>Will not run: its siblings failed, or the run was cancelled.</summary>
    public sealed record TaskCancelled(int Task, DateTimeOffset At) : OfTask(Task);

    /// <summary>Failed without an attempt, or its hope for another attempt is gone.</summary>
    public sealed record TaskFailed(int Task, TaskFailure Failure, DateTimeOffset At) : OfTask(Task);

    /// <summary>Nothing will be called to undo or remove it: what it made stays.</summary>
    public sealed record TaskKept(int Task, DateTimeOffset At) : OfTask(Task);

    /// <summary>Nothing the engine may do can find out how its last attempt ended.</summary>
    /// <remarks>
    /// Asked: a person is to decide; false: a rollback may still settle it.
    /// </remarks>
    public sealed record TaskLeftUnknown(int Task, LocalizableString Evidence, bool Asked, DateTimeOffset At) : OfTask(Task);

    /// <summary>Durable before the attempt begins.</summary>
    /// <remarks>
    /// Attempt: from 1; counts every attempt of the task in the run.
    /// Cause: why a rollback runs; null otherwise.
    /// InputDigest: of the inputs the attempt gets; null where it is the task's earlier one.
    /// </remarks>
    public sealed record AttemptIntended(int Task, int Attempt, AttemptKind Kind, RollbackCause? Cause, string? InputDigest, DateTimeOffset At)
        : OfTask(Task);

    /// <summary>Durable before an effect inside the runner's own process begins.</summary>
    public sealed record EffectBegun(int Task, int Attempt, string Step) : OfTask(Task);

    /// <summary>One step of an attempt ended; evidence, written with the next commit.</summary>
    public sealed record StepSettled(int Task, int Attempt, string Step, MapValue Outcome) : OfTask(Task);

    /// <summary>An attempt to execute, roll back or uninstall ended.</summary>
    /// <remarks>
    /// RetryAt: when the next attempt of the same kind may begin; null: there is none.
    /// </remarks>
    public sealed record AttemptSettled(int Task, int Attempt, TaskOutcome Outcome, DateTimeOffset? RetryAt, DateTimeOffset At) : OfTask(Task);

    /// <summary>A probe ended.</summary>
    public sealed record ProbeSettled(int Task, int Attempt, ProbeOutcome Outcome, DateTimeOffset At) : OfTask(Task);

    /// <summary>The runner of an attempt died before it recorded an outcome.</summary>
    /// <remarks>
    /// Evidence: what was found: processes that were ended, one per line; may be empty.
    /// </remarks>
    public sealed record AttemptLost(int Task, int Attempt, LocalizableString Evidence, DateTimeOffset At) : OfTask(Task);

    /// <summary>It is proved that nothing of an intended attempt was ever started: the task is as it was before the intent.</summary>
    public sealed record AttemptNotReleased(int Task, int Attempt, DateTimeOffset At) : OfTask(Task);

    /// <summary>The attempt outlived the runner that began it, or its outcome did: this runner goes on with it.</summary>
    /// <remarks>
    /// Begun: when the task was first tried in the run.
    /// Evidence: where it is known from that it can be gone on with.
    /// </remarks>
    public sealed record AttemptAdopted(int Task, int Attempt, AttemptKind Kind, DateTimeOffset? Begun, LocalizableString Evidence, DateTimeOffset At) : OfTask(Task);

    /// <summary>The task's rollback cannot run because rollbacks after it failed.</summary>
    public sealed record RollbackBlocked(int Task, ImmutableArray<int> Causes, DateTimeOffset At) : OfTask(Task);

    /// <summary>A person decided what became of a task.</summary>
    public sealed record DecisionRecorded(int Task, Decision Decision, MapValue Outputs, string Reason, string By, DateTimeOffset At)
        : OfTask(Task);
}

/// <summary>What an attempt calls.</summary>
public enum AttemptKind
{
    Execute,
    Rollback,
    Probe,
    Uninstall,
}

/// <summary>Why a rollback runs; scripts see it as <c>TASKRUNNER_CAUSE</c>.</summary>
public enum RollbackCause
{
    Failed,
    Unknown,
    Requested,
}

/// <summary>What a person says about a task (<c>resolve --as</c>).</summary>
public enum Decision
{
    Succeeded,
    Failed,
    NotExecuted,
    RolledBack,
}

/// <summary>Why a runner stops before the run is over.</summary>
public enum StopReason
{
    /// <summary>Ctrl-C or SIGTERM: the run stays open.</summary>
    Interrupted,

    /// <summary>The run's own time is up: the run stays open.</summary>
    Timeout,

    /// <summary>A person cancelled the run: it is settled as it stands.</summary>
    Cancelled,
}

/// <summary>The two stages of stopping.</summary>
public enum StopStage
{
    Asked,
    Killed,
}

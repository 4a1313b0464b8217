using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Journal;

/// <summary>
/// How one task of a run stands. Kept small, one per task in an array; what only tasks in trouble have is in
/// <see cref="Trouble"/>. Changed by the fold alone.
/// </summary>
public struct TaskRunState
{
    public TaskState State { get; internal set; }

    public RollbackState Rollback { get; internal set; }

    /// <summary>What the attempt that has no outcome yet calls; null: none is open.</summary>
    public AttemptKind? Open { get; internal set; }

    /// <summary>Number of the last attempt of any kind.</summary>
    public int LastAttempt { get; internal set; }

    /// <summary>How often it was tried to execute (or uninstall) it in this run.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Attempts that count against <c>retry</c>: those that ended, not those lost by a crash or stopped.</summary>
    public int Spent { get; internal set; }

    /// <summary>An attempt to execute it was released in this run, or in an earlier one of the operation, and not rolled back or denied since.</summary>
    public bool Released { get; internal set; }

    public MapValue? Outputs { get; internal set; }

    public string? InputDigest { get; internal set; }

    public DateTimeOffset? StartedAt { get; internal set; }

    public DateTimeOffset? FinishedAt { get; internal set; }

    internal TaskTrouble? TroubleOrNull { get; set; }

    public readonly TaskTrouble Trouble => TroubleOrNull ?? TaskTrouble.None;

    /// <summary>How it stood before the intent of the open attempt; null: as in the beginning. Of no meaning when none is open.</summary>
    internal BeforeIntent? Before { get; set; }

    internal readonly BeforeIntent Snapshot() => new(State, Rollback, Released, Attempts, InputDigest, FinishedAt, TroubleOrNull);

    internal void Restore(BeforeIntent before)
    {
        (State, Rollback, Released, Attempts) = (before.State, before.Rollback, before.Released, before.Attempts);
        (InputDigest, FinishedAt, TroubleOrNull, Before) = (before.InputDigest, before.FinishedAt, before.Trouble, null);
    }

    /// <summary>The one word for people and JSON: the state, or that of its rollback once there is one.</summary>
    public readonly string Word => Rollback switch
    {
        RollbackState.RollingBack => "rolling-back",
        RollbackState.RolledBack when State != TaskState.Pending => "rolled-back",
        RollbackState.Failed => "rollback-failed",
        RollbackState.Kept => "kept",
        _ => State.ToWord(),
    };
}

/// <summary>What an intent changes of a task, so that it can be taken back.</summary>
internal sealed record BeforeIntent(
    TaskState State, RollbackState Rollback, bool Released, int Attempts, string? InputDigest, DateTimeOffset? FinishedAt, TaskTrouble? Trouble);

/// <summary>What only a task has that did not simply run and succeed. Immutable.</summary>
public sealed record TaskTrouble
{
    public static TaskTrouble None { get; } = new();

    /// <summary>The first failure that settled the task, or the last one while another attempt is to come; stays after a rollback.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>The attempt that <see cref="Failure"/> is of; 0 when it failed without one.</summary>
    public int FailedAttempt { get; init; }

    /// <summary>Why it is skipped or held.</summary>
    public PlanReason? Reason { get; init; }

    /// <summary>Root causes of a blocked task, ascending.</summary>
    public ImmutableArray<int> BlockedBy { get; init; } = [];

    /// <summary>What is known about an attempt without a definite outcome.</summary>
    public LocalizableString? Evidence { get; init; }

    /// <summary>What the last probe said since the last execute; null: none ran.</summary>
    public ProbeOutcome? Probe { get; init; }

    /// <summary>A person has to decide.</summary>
    public bool NeedsDecision { get; init; }

    /// <summary>The engine has no means left; a rollback may settle it.</summary>
    public bool LeftUnknown { get; init; }

    /// <summary>What a person decided last.</summary>
    public Decision? Decision { get; init; }

    /// <summary>The earlier run whose result a reused or held task has.</summary>
    public string? SourceRun { get; init; }

    /// <summary>What a held task gave earlier; its outputs again if a person says so.</summary>
    public MapValue? HeldOutputs { get; init; }

    /// <summary>When the next attempt may begin; null: none is waiting.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public RollbackCause? RollbackCause { get; init; }

    /// <summary>When the rollback may be tried again; null: no try is waiting.</summary>
    public DateTimeOffset? RollbackRetryAt { get; init; }

    /// <summary>Failed tries of the rollback.</summary>
    public int RollbackTries { get; init; }

    /// <summary>Why the rollback failed last.</summary>
    public TaskFailure? RollbackFailure { get; init; }

    /// <summary>Tasks whose failed rollback keeps this one's from running.</summary>
    public ImmutableArray<int> RollbackBlockedBy { get; init; } = [];

    /// <summary>Recorded steps of the last attempt.</summary>
    public ImmutableArray<StepRecord> Steps { get; init; } = [];

    /// <summary>What effects of the last execute recorded, once something else was attempted after it or it succeeded.</summary>
    public ImmutableArray<StepRecord> Recorded { get; init; } = [];

    /// <summary>What effects of the executes before the last recorded that no rollback took back, the oldest first.</summary>
    public ImmutableArray<StepRecord> Earlier { get; init; } = [];
}

/// <summary>A step of an attempt; <see cref="Outcome"/> is null while it has none.</summary>
public sealed record StepRecord(string Step, MapValue? Outcome)
{
    private const string ValueKey = "value";

    /// <summary>What an effect in the runner's own process returned; null for a process, and while it has no outcome.</summary>
    public Value? Value => Outcome?[ValueKey];

    internal static MapValue OutcomeOf(Value value) => MapValue.Of((ValueKey, value));
}

public enum TaskState
{
    Pending,
    Intended,
    Running,
    Succeeded,
    Failed,
    Unknown,
    Skipped,
    Reused,
    Blocked,
    Cancelled,
}

public enum RollbackState
{
    None,

    /// <summary>Its turn will come.</summary>
    Planned,
    RollingBack,
    RolledBack,
    Failed,

    /// <summary>There is nothing to call: what it made stays.</summary>
    Kept,
}

/// <summary>The words of <see cref="TaskState"/>.</summary>
public static class TaskStateWords
{
    /// <summary>As JSON writes it; an intended attempt is shown as running, for nothing lies between the two but the start itself.</summary>
    public static string ToWord(this TaskState state) => state switch
    {
        TaskState.Pending => "pending",
        TaskState.Intended or TaskState.Running => "running",
        TaskState.Succeeded => "succeeded",
        TaskState.Failed => "failed",
        TaskState.Unknown => "unknown",
        TaskState.Skipped => "skipped",
        TaskState.Reused => "reused",
        TaskState.Blocked => "blocked",
        TaskState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}

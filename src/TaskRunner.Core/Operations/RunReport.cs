using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>A run as people and programs are shown it; a picture of one moment.</summary>
public sealed record RunReport
{
    public required string Installation { get; init; }

    public required PackageIdentity Package { get; init; }

    public required OperationKind Operation { get; init; }

    public string? FromVersion { get; init; }

    public required string RunId { get; init; }

    /// <summary>The first run of the operation.</summary>
    public required string OperationId { get; init; }

    /// <summary>The run this one continues or undoes, or null.</summary>
    public string? Continues { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Open, and nobody works on it: its runner was killed or left.</summary>
    public bool IsInterrupted { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>In the order of the plan.</summary>
    public required ImmutableArray<TaskReport> Tasks { get; init; }

    /// <summary>What an earlier version made and this one leaves as it is.</summary>
    public ImmutableArray<KeptTask> Kept { get; init; } = [];

    /// <summary>The package's own outputs; empty unless the run succeeded.</summary>
    public MapValue Outputs { get; init; } = MapValue.Empty;

    /// <summary>Why the run was stopped, where it was.</summary>
    public StopReason? Stopped { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c> … and the derived <c>interrupted</c>.</summary>
    public string StateWord => IsInterrupted ? "interrupted" : Status.ToWord();
}

/// <summary>A task of a run.</summary>
public sealed record TaskReport
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public TaskVerb Verb { get; init; }

    /// <summary>One word: <c>pending</c>, <c>running</c>, <c>succeeded</c>, <c>rolled-back</c> …</summary>
    public required string State { get; init; }

    /// <summary>Why it is skipped, reused or held; null otherwise.</summary>
    public PlanReason? Reason { get; init; }

    public int Attempts { get; init; }

    /// <summary>Number of the last attempt of any kind; names its log files.</summary>
    public int LastAttempt { get; init; }

    /// <summary>Secrets sealed; null where nothing was recorded.</summary>
    public MapValue? Outputs { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The first failure; stays after a rollback.</summary>
    public TaskFailure? Failure { get; init; }

    public int FailedAttempt { get; init; }

    public TaskFailure? RollbackFailure { get; init; }

    /// <summary>Tasks at the root of its being blocked; empty otherwise.</summary>
    public ImmutableArray<string> BlockedBy { get; init; } = [];

    public ImmutableArray<string> RollbackBlockedBy { get; init; } = [];

    /// <summary>What is known of an attempt without a definite outcome.</summary>
    public LocalizableString? Evidence { get; init; }

    /// <summary>A person has to decide (<c>resolve</c>).</summary>
    public bool NeedsDecision { get; init; }

    /// <summary>What a person may decide about it now, as <c>resolve --as</c> takes it; empty: there is nothing to decide.</summary>
    public ImmutableArray<string> Decisions { get; init; } = [];

    /// <summary>The service it registers, or null.</summary>
    public string? Service { get; init; }

    public string? Mode { get; init; }
}

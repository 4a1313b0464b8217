using System.Collections.Immutable;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>
/// What a run will do: the graph of task instances, the resolved configuration and a decision with its reason for each task.
/// Immutable. The kernel reads <see cref="Graph"/>, actions and policies; everything else is for the work of a task and for people.
/// </summary>
public sealed record Plan
{
    public required string Installation { get; init; }

    public required OperationKind Operation { get; init; }

    public required PackageIdentity Package { get; init; }

    public string? FromVersion { get; init; }

    /// <summary>Tasks by index; the same indices as in <see cref="Graph"/> and in the journal.</summary>
    public required ImmutableArray<PlannedTask> Tasks { get; init; }

    public required TaskGraph Graph { get; init; }

    public required RunPolicy Policy { get; init; }

    /// <summary>Tasks of the installed version that this plan does not have: shown, kept (or pruned by tasks of their own).</summary>
    public ImmutableArray<KeptTask> Kept { get; init; } = [];
}

/// <summary>A node of the plan: an instance of a task.</summary>
public sealed record PlannedTask
{
    /// <summary><c>name</c>, <c>name[key]</c>, <c>group/name</c>.</summary>
    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>What an attempt of this node calls.</summary>
    public TaskVerb Verb { get; init; }

    public required PlanAction Action { get; init; }

    public required PlanReason Reason { get; init; }

    public required ResolvedPolicy Policy { get; init; }

    /// <summary>The mode taken, or null.</summary>
    public string? Mode { get; init; }

    public bool AllowFailure { get; init; }

    /// <summary>The service it registers (name resolved), or null.</summary>
    public string? Service { get; init; }
}

/// <summary>What running a node means: the operations rollback and uninstall are plans of such nodes over the reversed graph.</summary>
public enum TaskVerb
{
    Execute,
    Rollback,
    Uninstall,
}

public enum PlanAction
{
    /// <summary>Will run.</summary>
    Run,

    /// <summary>Succeeded before; its recorded outputs are used.</summary>
    Reuse,

    /// <summary>Its condition is false.</summary>
    Skip,

    /// <summary>Its mode runs nothing and emits outputs.</summary>
    OutputOnly,

    /// <summary>Known only when the tasks before it are done.</summary>
    Decide,

    /// <summary>Nothing to call (no rollback or uninstall declared): what it made stays.</summary>
    Kept,
}

/// <summary>Why: a key of the message catalogue with its arguments, so that each reader sees their language.</summary>
public sealed record PlanReason(string Code, ImmutableArray<string> Arguments);

/// <summary>The task policy with defaults and templates resolved.</summary>
public sealed record ResolvedPolicy
{
    public bool Rollback { get; init; }

    public bool Idempotent { get; init; }

    public RerunRule Rerun { get; init; }

    /// <summary>What to do when the outcome is unknown; null: the table of the semantics for this rollback and idempotent.</summary>
    public UnknownRule? OnUnknown { get; init; }

    /// <summary>Attempts in all, at least 1.</summary>
    public int Attempts { get; init; } = 1;

    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    public LeftoversRule Leftovers { get; init; }

    /// <summary>Whether the spec offers a probe, a rollback, an uninstall.</summary>
    public TaskTypes.TaskCapabilities Capabilities { get; init; }
}

/// <summary>Rules of the whole run.</summary>
public sealed record RunPolicy(int Parallelism, RollbackScope Rollback, SiblingsRule Siblings, TimeSpan? Timeout = null);

/// <summary>A task of the installed version that the new one no longer has.</summary>
public sealed record KeptTask(string Name, string Type, PlanReason Reason);

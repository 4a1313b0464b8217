using System.Collections.Immutable;
using TaskRunner.Model;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Names;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>
/// A plan as the first record of its run holds it: what it was made from and what it decided, with the names and types of its
/// tasks, so that status and history need neither the package nor the planner.
/// </summary>
internal sealed record RecordedPlan
{
    public required string Installation { get; init; }

    public required OperationKind Operation { get; init; }

    public required PackageIdentity Package { get; init; }

    /// <summary>What was installed, in full, when the operation began: a rollback brings it back. Null: nothing ever was.</summary>
    public InstallationRecord? Before { get; init; }

    /// <summary>Answers as recorded, with what was drawn; secrets sealed or by reference.</summary>
    public MapValue Answers { get; init; } = MapValue.Empty;

    public MapValue Global { get; init; } = MapValue.Empty;

    /// <summary>It continues a run of the same package version.</summary>
    public bool Continues { get; init; }

    public ServiceSnapshot Services { get; init; } = ServiceSnapshot.Empty;

    public PlanOptions Options { get; init; } = new();

    public required RunPolicy Policy { get; init; }

    public ImmutableArray<RecordedTask> Tasks { get; init; } = [];

    public ImmutableArray<KeptTask> Kept { get; init; } = [];

    /// <summary>What the history said of tasks this run does not touch (gone from the package, or skipped), so that nobody has to look further back.</summary>
    public ImmutableArray<(string Name, TaskRecord Record)> Carried { get; init; } = [];

    /// <summary>The same of what stands.</summary>
    public ImmutableArray<(string Name, TaskRecord Record)> Standing { get; init; } = [];

    /// <summary>Edges of the tasks that come from earlier runs.</summary>
    public ImmutableArray<(int From, int To)> SourceEdges { get; init; } = [];

    /// <summary>Version of the tool that made the plan.</summary>
    public string Tool { get; init; } = "";
}

/// <summary>A node of a recorded plan.</summary>
internal sealed record RecordedTask(string Name, string Type, TaskDecision Decision)
{
    public TaskVerb Verb { get; init; }

    public string? Mode { get; init; }

    public string? Service { get; init; }

    /// <summary>For a node that undoes or uninstalls: the run and the index there.</summary>
    public (string Run, int Index)? Source { get; init; }
}

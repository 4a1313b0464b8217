using System.Collections.Immutable;
using TaskRunner.Journal;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;

namespace TaskRunner.Planning;

/// <summary>
/// A plan with all that is needed to carry it out. Its nodes are first the instances of the package's tasks, then tasks of
/// earlier runs that this one undoes or uninstalls.
/// </summary>
internal sealed record PlannedRun
{
    public required Plan Plan { get; init; }

    public required PlanInputs Inputs { get; init; }

    /// <summary>Of the package; without instances for the operations rollback and uninstall.</summary>
    public required InstanceGraph Graph { get; init; }

    /// <summary>One for each instance.</summary>
    public ImmutableArray<TaskDecision> Decisions { get; init; } = [];

    /// <summary>The nodes after the instances.</summary>
    public ImmutableArray<SourceTask> Sources { get; init; } = [];

    /// <summary>Edges where they do not follow from the package: those of <see cref="Sources"/>.</summary>
    public ImmutableArray<(int From, int To)> SourceEdges { get; init; } = [];

    /// <summary>Files of the package, digested once.</summary>
    public required PackageFiles Files { get; init; }

    public TaskInstance? InstanceAt(int node) => node < Graph.Instances.Length ? Graph.Instances[node] : null;

    public SourceTask? SourceAt(int node) => node < Graph.Instances.Length ? null : Sources[node - Graph.Instances.Length];
}

/// <summary>A task as an earlier run left it: what a rollback or an uninstall works on, with that run's code and answers.</summary>
internal sealed record SourceTask(PlannedRun Run, RunState State, TaskInstance Instance)
{
    public string RunId => State.RunId;
}

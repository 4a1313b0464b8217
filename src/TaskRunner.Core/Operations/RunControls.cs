using TaskRunner.Execution;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;

namespace TaskRunner.Operations;

/// <summary>How a running operation is watched and stopped.</summary>
public sealed record RunControls
{
    /// <summary>Called once with the plan and the run's id before anything starts; what it returns sees every event as it becomes durable.</summary>
    public Func<Plan, string, IRunObserver>? Observe { get; init; }

    /// <summary>Called when all is right and nothing of the run is written yet, under its lease; what it throws keeps it so.</summary>
    public Func<ValueTask>? Before { get; init; }

    /// <summary>The id a new run gets (<see cref="RunIds.New"/>), where the caller must know it beforehand; null: a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>How the caller stops the run: asked, then killed.</summary>
    public RunControl Control { get; init; } = new();
}

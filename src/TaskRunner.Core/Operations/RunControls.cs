using TaskRunner.Execution;
using TaskRunner.Planning;

namespace TaskRunner.Operations;

/// <summary>How a running operation is watched and stopped.</summary>
public sealed record RunControls
{
    /// <summary>Called once with the plan and the run's id before anything starts; what it returns sees every event as it becomes durable.</summary>
    public Func<Plan, string, IRunObserver>? Observe { get; init; }

    /// <summary>How the caller stops the run: asked, then killed.</summary>
    public RunControl Control { get; init; } = new();
}

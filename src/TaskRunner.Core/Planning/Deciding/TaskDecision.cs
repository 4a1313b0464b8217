using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>What a plan says of a task, with what the run needs to carry it out.</summary>
internal sealed record TaskDecision(PlanAction Action, PlanReason Reason)
{
    /// <summary>Of a task nothing is known about: the case a first install has for every task.</summary>
    public static TaskDecision First { get; } = new(PlanAction.Run, new PlanReason("plan-run-first", []));

    /// <summary>What the history says of the task, where that counts for the action.</summary>
    public TaskRecord? Record { get; init; }

    /// <summary>Digest of the inputs where it was known when the plan was made.</summary>
    public string? Digest { get; init; }

    /// <summary>Runs whatever the record says.</summary>
    public bool IsAskedToRun { get; init; }

    /// <summary>Keeps the recorded outputs whatever the inputs are.</summary>
    public bool IsAskedToReuse { get; init; }
}

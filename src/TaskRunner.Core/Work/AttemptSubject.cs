using System.Collections.Immutable;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// What an attempt works on, captured on the engine's loop: the task in the run whose inputs count. For a rollback or an
/// uninstall of an earlier run's task that is the earlier run: its code, its answers, its versions.
/// </summary>
internal sealed record AttemptSubject(PlannedRun Planned, TaskInstance Instance)
{
    /// <summary>Names its expressions see; secrets not revealed.</summary>
    public required MapValue Names { get; init; }

    /// <summary>What the task recorded; empty before it succeeded.</summary>
    public required MapValue Outputs { get; init; }

    /// <summary>What the effects of its executes recorded and no rollback took back, the oldest first.</summary>
    public required ImmutableArray<StepRecord> Recorded { get; init; }

    /// <summary>Of the operation whose attempt it is or undoes: the same for all attempts of a task in an operation.</summary>
    public required string Key { get; init; }

    public static AttemptSubject Of(PlannedRun planned, TaskInstance instance, RunState run) => new(planned, instance)
    {
        Names = new RunNames(planned, run).Of(instance),
        Outputs = run[instance.Index].Outputs ?? MapValue.Empty,
        Recorded = RecordedSteps.InOrder(run[instance.Index].Trouble),
        Key = $"{run.Start.OperationId}.{instance.Name}",
    };

    /// <summary>A rollback sees the operation it undoes; an uninstall is its own, away from the version that ran.</summary>
    public OperationKind OperationOf(AttemptKind kind) => kind == AttemptKind.Uninstall ? OperationKind.Uninstall : Planned.Plan.Operation;

    public string? FromVersionOf(AttemptKind kind) => kind == AttemptKind.Uninstall ? Planned.Inputs.ToVersion : Planned.Inputs.FromVersion;

    public string? ToVersionOf(AttemptKind kind) => kind == AttemptKind.Uninstall ? null : Planned.Inputs.ToVersion;
}

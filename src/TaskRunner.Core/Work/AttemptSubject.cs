using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
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

    /// <summary>Of the operation whose attempt it is or undoes: the same for all attempts of a task in an operation.</summary>
    public required string Key { get; init; }

    public static AttemptSubject Of(PlannedRun planned, TaskInstance instance, RunState run) => new(planned, instance)
    {
        Names = new RunNames(planned, run).Of(instance),
        Outputs = run[instance.Index].Outputs ?? MapValue.Empty,
        Key = $"{run.Start.OperationId}.{instance.Name}",
    };

    public OperationKind Operation => Planned.Plan.Operation;

    public string? FromVersion => Planned.Inputs.FromVersion;

    public string? ToVersion => Planned.Inputs.ToVersion;
}

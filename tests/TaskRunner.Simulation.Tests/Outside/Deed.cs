using TaskRunner.Journal;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>What an attempt is to do.</summary>
/// <param name="Input">What it was given of the tasks before it.</param>
internal sealed record Job(int Task, AttemptKind Kind, int Number, string Step, string Mark, string Input);

/// <summary>An entry of the ledger: one effect in the outside world, which survives every crash of ours.</summary>
internal sealed class Deed(Job job, bool isProcess, string runner)
{
    public Job Job => job;

    /// <summary>Lives on its own; else it is done inside a runner and ends with it.</summary>
    public bool IsProcess => isProcess;

    public string Runner => runner;

    /// <summary>How it ended; null while it goes on.</summary>
    public ProcessOutcome? End { get; set; }

    /// <summary>What it wrote for tasks after it, when it ended well.</summary>
    public MapValue Outputs { get; set; } = MapValue.Empty;

    /// <summary>The process it left behind still lives.</summary>
    public bool HasOffspring { get; set; }

    public bool IsLiving => End is null || HasOffspring;

    public override string ToString() => $"{job.Kind} {job.Task}.{job.Number} {job.Step} by {runner}";
}

using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>One step of one attempt.</summary>
internal readonly record struct StepKey(string AttemptId, string Step);

/// <summary>What a spool remembers. The hierarchy is closed.</summary>
internal abstract record SpoolRecord
{
    private SpoolRecord()
    {
    }

    /// <summary>The first record. Not whole: the run had processes before that this spool does not know.</summary>
    public sealed record Begun(bool IsWhole) : SpoolRecord;

    /// <summary>A runner of this epoch took the run: nothing is released for a lower one any more.</summary>
    public sealed record EpochTaken(long Epoch) : SpoolRecord;

    /// <summary>The step's process is about to be started.</summary>
    public sealed record Released(StepKey Key) : SpoolRecord;

    /// <summary>It ended.</summary>
    public sealed record Ended(StepKey Key, ProcessOutcome Outcome) : SpoolRecord;
}

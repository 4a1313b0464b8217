using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.TaskTypes;

/// <summary>How an attempt ended. The hierarchy is closed.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    /// <summary>Done; <see cref="Outputs"/> are what the task wrote, not yet checked against its contract.</summary>
    public sealed record Succeeded(MapValue Outputs) : TaskOutcome
    {
        /// <summary>What a service type found out about its service's version; null: the declared one.</summary>
        public string? ServiceVersion { get; init; }

        /// <summary>What a service type says of its service beside that, for the register: the release of a chart, say. Must hold no secret.</summary>
        public MapValue? ServiceFacts { get; init; }
    }

    /// <summary>Definitely not done, or done in part and ended: the reason is known.</summary>
    public sealed record Failed(TaskFailure Failure) : TaskOutcome;

    /// <summary>Nobody can tell; <see cref="Evidence"/> is what was seen, for a person.</summary>
    public sealed record Unknown(LocalizableString Evidence) : TaskOutcome;

    /// <summary>Ended by our request within the grace.</summary>
    public sealed record Cancelled : TaskOutcome;
}

/// <summary>Why an attempt failed.</summary>
/// <param name="Reason"><c>exit, signal, timeout, outputs, launch</c>, or a type's own word.</param>
/// <param name="ExitCode">Of the process, or null.</param>
/// <param name="Message">One line for people: what happened and, where known, the last line of the log.</param>
public sealed record TaskFailure(string Reason, int? ExitCode, LocalizableString Message);

/// <summary>What a probe found.</summary>
public abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <summary>The work is done; the outputs as <c>execute</c> would have written them.</summary>
    public sealed record Done(MapValue Outputs) : ProbeOutcome
    {
        /// <summary>See <see cref="TaskOutcome.Succeeded.ServiceVersion"/>.</summary>
        public string? ServiceVersion { get; init; }

        /// <summary>See <see cref="TaskOutcome.Succeeded.ServiceFacts"/>.</summary>
        public MapValue? ServiceFacts { get; init; }
    }

    /// <summary>Provably not done.</summary>
    public sealed record NotDone : ProbeOutcome;

    /// <summary>The probe could not tell.</summary>
    public sealed record CannotTell(LocalizableString Evidence) : ProbeOutcome;
}

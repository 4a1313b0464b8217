using System.Collections.Immutable;
using TaskRunner.Diagnostics;

namespace TaskRunner.TaskTypes;

/// <summary>Starts the processes of one run, each once: the same step asked for again is the same process.</summary>
public interface IRunLauncher : IAsyncDisposable
{
    /// <summary>What is known of an attempt that an earlier runner intended.</summary>
    AttemptTrace TraceOf(string attemptId);

    /// <summary>Starts a step's process, waits for the one that runs, or returns the outcome of the one that ended.</summary>
    ValueTask<ProcessOutcome> RunAsync(LaunchTicket ticket, ProcessSpec process, StopSignals stop);

    /// <summary>Ends whatever is left of an attempt, also what a supervisor still watches; see <see cref="ILauncher.EndStraysAsync"/>.</summary>
    ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken);

    /// <summary>The run is settled and its journal says so: what is remembered of its processes is not needed any more.</summary>
    ValueTask ForgetAsync();
}

/// <summary>The right to start a process.</summary>
/// <param name="AttemptId">The mark of the attempt.</param>
/// <param name="Step">Unique within the attempt.</param>
/// <param name="MayRepeat">Nothing is lost if nobody can tell later whether it was started: the task is idempotent and has no rollback.</param>
/// <param name="NotAfter">When the right ends, on the boot clock (time since boot); null: with the process that holds it.</param>
public sealed record LaunchTicket(string AttemptId, string Step, bool MayRepeat, TimeSpan? NotAfter);

/// <summary>What was found of an attempt's processes.</summary>
/// <param name="IsWhole">Every process that was ever released is among the steps: none means none was started. Otherwise nothing follows from what is missing.</param>
/// <param name="Steps">What is known, in order of release.</param>
/// <param name="Evidence">Where this is known from, for a person; one line.</param>
public sealed record AttemptTrace(bool IsWhole, ImmutableArray<StepTrace> Steps, LocalizableString Evidence);

public sealed record StepTrace(string Step, StepFate Fate);

public enum StepFate
{
    /// <summary>It runs, and somebody watches it.</summary>
    Running,

    /// <summary>Its outcome is known.</summary>
    Ended,

    /// <summary>It was released, and nobody can tell what became of it.</summary>
    Lost,
}

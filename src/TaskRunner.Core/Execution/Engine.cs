using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>
/// Runs a plan, or goes on with an open run: one loop per run, the only writer of its journal. Takes what ended, records it
/// together with what it made ready in one transaction, then starts what is recorded, and repeats. Never prints.
/// </summary>
/// <param name="store">Where the journal is.</param>
/// <param name="launcher">Starts processes, and ends what a dead runner left.</param>
/// <param name="time">The clock of events, retries and the run's own time limit.</param>
internal sealed class Engine(IStore store, ILauncher launcher, TimeProvider time)
{
    /// <summary>Draws the jitter of retries, from 0 to 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Makes the ids of records.</summary>
    public Func<Guid> NewId { get; init; } = new RecordIds().Next;

    /// <summary>Where attempts run.</summary>
    public Background Background { get; init; } = Background.ThreadPool;

    /// <summary>Works on the run until it settles, halts, or is stopped; <see cref="RunState.Status"/> of the result says which.</summary>
    /// <remarks>An observer that throws is not asked again; what it threw comes out here once the run has ended in order.</remarks>
    /// <exception cref="StaleLeaseException">Somebody else owns the run now; nothing was written since, what ran was killed.</exception>
    /// <exception cref="RefusedException">The store could not be written; what ran was awaited, and its results are recorded if at all possible.</exception>
    public async Task<RunState> RunAsync(EngineRequest request)
    {
        using var log = new EventLog(store, request, NewId);
        using var loop = new RunLoop(request, log, launcher, time, Random, Background);
        await loop.RunAsync();
        log.ThrowIfObserverFailed();
        return log.Run;
    }
}

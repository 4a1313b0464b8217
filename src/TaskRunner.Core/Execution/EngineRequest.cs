using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Stores;

namespace TaskRunner.Execution;

/// <summary>What an engine is to run, and with whom.</summary>
internal sealed record EngineRequest
{
    public required Plan Plan { get; init; }

    /// <summary>Of the installation; every write carries it. The caller renews and releases it.</summary>
    public required Lease Lease { get; init; }

    /// <summary>The run in lists; the engine keeps its summary.</summary>
    public required RunHeader Header { get; init; }

    /// <summary>The run so far: only the first event for a new run (<see cref="RunJournal.Begin"/>), the whole journal for a resume (<see cref="RunJournal.LoadAsync"/>).</summary>
    public required RunJournal Journal { get; init; }

    public required ITaskWork Work { get; init; }

    public IRunProjection? Projection { get; init; }

    public IRunObserver? Observer { get; init; }

    /// <summary>Who wants the whole run undone, or a failed rollback tried again (<c>rollback RUN</c>); null: the run just goes on.</summary>
    public string? RollbackBy { get; init; }

    /// <summary>Whether the lease is still proved to be ours; asked before each effect begins. Null: the caller knows of no end.</summary>
    public Func<bool>? IsProved { get; init; }

    /// <summary>Until when the lease is proved, as time since boot; null: the caller knows no end.</summary>
    public Func<TimeSpan>? NotAfter { get; init; }

    /// <summary>Takes the lease of another scope for this run; null: its tasks may lock nothing.</summary>
    public Func<string, CancellationToken, ValueTask<LeaseKeeper>>? Locks { get; init; }

    /// <summary>This host, by name: what an intent of another host released cannot be found out here.</summary>
    public string? HostName { get; init; }

    /// <summary>How the caller stops the run.</summary>
    public RunControl Control { get; init; } = new();
}

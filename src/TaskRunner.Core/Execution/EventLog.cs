using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TaskRunner.Journal;
using TaskRunner.Stores;

namespace TaskRunner.Execution;

/// <summary>
/// The only way a run changes: an event is folded at once and written with the next commit, together with all others since the
/// last one. Nothing outside may rest on an event before its commit.
/// </summary>
internal sealed class EventLog(IStore store, EngineRequest request, Func<Guid> newId) : IDisposable
{
    private readonly RunEventCodec _codec = new();
    private readonly RunJournal _journal = request.Journal;
    private List<RunEvent> _pending = [];
    private List<RunEvent> _written = [];
    private RunHeader? _header;
    private IRunObserver? _observer = request.Observer;
    private ExceptionDispatchInfo? _observerFault;

    public RunState Run => _journal.State;

    /// <summary>Whether something waits that should not wait for the next occasion.</summary>
    public bool IsDue { get; private set; }

    public void Add(RunEvent happened)
    {
        Run.Apply(happened);
        _pending.Add(happened);
        IsDue = true;
    }

    /// <summary>Evidence that loses nothing by being written with the next commit, whenever that is.</summary>
    public void AddLazily(RunEvent happened)
    {
        var wasDue = IsDue;
        Add(happened);
        IsDue = wasDue;
    }

    /// <summary>The very first record of a new run: its state came to be with it.</summary>
    public void AddStart()
    {
        _pending.Add(Run.Start);
        _header = request.Header;
        IsDue = true;
    }

    /// <summary>The run's line in lists is written with the next commit.</summary>
    public void Summarise()
    {
        var settled = Run.Status.IsSettled();
        _header = request.Header with { Summary = Run.Status.ToWord(), FinishedAt = settled ? Run.FinishedAt : null };
        IsDue = true;
    }

    /// <summary>Writes what waits in one transaction; afterwards it is durable and the observer knows.</summary>
    /// <exception cref="StaleLeaseException">The run is somebody else's now.</exception>
    public async ValueTask CommitAsync()
    {
        IsDue = false;
        (_written, _pending) = (_pending, _written);
        _pending.Clear();
        await WriteAsync(_written);
        try
        {
            _observer?.OnCommitted(_written, Run);
        }
        catch (Exception e)
        {
            // A view is foreign code: a terminal that went away must not tear down an installation half-way.
            (_observer, _observerFault) = (null, ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <summary>What an observer threw, now that it can do no harm.</summary>
    public void ThrowIfObserverFailed() => _observerFault?.Throw();

    /// <summary>
    /// After a commit that the store refused: tries once more to write what is known, so that no result is lost. Intents are left
    /// out, for nothing was started on them.
    /// </summary>
    public async ValueTask SalvageAsync()
    {
        if (_journal.Head == 0)
        {
            return; // a run whose first commit was refused has begun nothing, and is not there
        }

        List<RunEvent> known = [.. _written.Concat(_pending).Where(e => e is not RunEvent.AttemptIntended)];
        await WriteAsync(known);
    }

    public void Dispose() => _codec.Dispose();

    private async ValueTask WriteAsync(List<RunEvent> events)
    {
        var records = _codec.Write(events, _journal.Head, request.Lease.Epoch, newId);
        var commit = new StoreCommit
        {
            Lease = request.Lease,
            RunId = Run.RunId,
            Records = ImmutableCollectionsMarshal.AsImmutableArray(records),
            Run = _header,
        };
        await store.CommitAsync(request.Projection?.Project(events, Run, commit) ?? commit, CancellationToken.None);
        _journal.Head += records.Length;
        _header = null;
    }
}

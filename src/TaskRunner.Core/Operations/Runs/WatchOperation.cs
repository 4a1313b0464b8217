using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations.Installations;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>Follows a run that another process carries out, through its journal: the same events, and so the same views, as in that process.</summary>
public sealed class WatchOperation(Workbench bench)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <param name="target">Installation (its last run) or run.</param>
    /// <param name="observe">Called once with the names of the run's tasks in the order of their indices; what it returns sees all events from the first on.</param>
    /// <param name="cancellationToken">Ends the watching, not the run.</param>
    /// <returns>The run as it stands when nobody works on it any more.</returns>
    /// <exception cref="RefusedException">There is no such installation or run.</exception>
    public async Task<StatusReport> RunAsync(string target, Func<ImmutableArray<string>, IRunObserver> observe, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var run = await tools.FindRunAsync(target, cancellationToken).ConfigureAwait(false);
        var feed = new Feed(bench.Store, run.Header.Id, observe([.. run.Plan.Tasks.Select(t => t.Name)]));
        while (true)
        {
            // Asked before the records are read, so that none of the last is missed.
            var holder = await bench.Store.FindHolderAsync(Lease.ScopeOf(run.Header.Installation), cancellationToken).ConfigureAwait(false);
            await feed.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (holder is null || holder.RunId != run.Header.Id)
            {
                return await new StatusOperation(bench).RunAsync(run.Header.Id, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(Poll, bench.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is new of a journal and hands it on.</summary>
    private sealed class Feed(IStore store, string runId, IRunObserver observer)
    {
        private RunState? _state;
        private long _head;

        public async ValueTask ReadAsync(CancellationToken cancellationToken)
        {
            await foreach (var record in store.ReadJournalAsync(runId, _head + 1, cancellationToken).ConfigureAwait(false))
            {
                var happened = RunEventCodec.Read(record);
                _head = record.Seq;
                if (_state is null)
                {
                    _state = new RunState((RunEvent.RunStarted)happened);
                }
                else
                {
                    _state.Apply(happened);
                }

                observer.OnCommitted([happened], _state); // one by one, for who sees an event looks at the state right after it
            }
        }
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Live;

namespace TaskRunner.Server.Runs;

/// <summary>
/// Carries runs out, a few at a time, in the order they were asked for. What was accepted is in the store before anybody is told, and
/// stays there until the run is settled: a server that begins finds what an earlier one left, whether it ended in order or was killed.
/// </summary>
internal sealed class RunQueue(Workbench bench, ServerOptions options, RunFeeds feeds, ServerMetrics metrics) : IDisposable
{
    private const int MostRefusalsKept = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>One is accepted at a time, and none before those of an earlier server are taken up: so the order is that of the store.</summary>
    private readonly SemaphoreSlim _accepting = new(0, 1);
    private readonly TaskCompletionSource _takenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly LinkedList<QueuedRun> _waiting = [];
    private readonly Dictionary<string, QueuedRun> _running = new(StringComparer.Ordinal);
    private readonly Queue<QueuedRun> _refused = new();
    private bool _isLeaving;

    public (int Running, int Waiting) Counts
    {
        get
        {
            lock (_gate)
            {
                return (_running.Count, _waiting.Count);
            }
        }
    }

    /// <summary>Completes when what an earlier server left is taken up: before, a run that waits cannot be told from one that never was.</summary>
    public Task TakenUp => _takenUp.Task;

    public void Dispose() => _accepting.Dispose();

    /// <summary>Accepts a run, and waits for a moment to tell whether it begins.</summary>
    /// <returns>How many wait before it: 0 when it has begun.</returns>
    /// <exception cref="RefusedException">Too many wait, or it was refused when its turn came at once.</exception>
    public async ValueTask<int> AcceptAsync(QueuedRun run, CancellationToken cancellationToken)
    {
        var before = await KeepAsync(run, cancellationToken).ConfigureAwait(false);
        if (before == 0)
        {
            await run.Begun.Task.WaitAsync(Patience, bench.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (run.Refused is { } refused)
            {
                throw new RefusedException(refused.Kind, refused.Diagnostics);
            }
        }

        return before;
    }

    private async ValueTask<int> KeepAsync(QueuedRun run, CancellationToken cancellationToken)
    {
        await _accepting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(run.Id) is { Refused: null })
            {
                throw new RefusedException(RefusalKind.Locked, "TR8523", run.Id);
            }

            var (running, waiting) = Counts;
            if (waiting >= options.RunsWaiting)
            {
                throw new RefusedException(RefusalKind.Locked, "TR8512", $"{options.RunsWaiting}");
            }

            if (waiting > 0 || running >= options.RunsAtATime)
            {
                await WriteDownAsync(run).ConfigureAwait(false); // waiting is what was asked for: only what begins at once may still be refused
            }

            await bench.Store.WriteDocumentAsync(run.Document, run.ToValue(), cancellationToken).ConfigureAwait(false);
            return Add(run);
        }
        finally
        {
            _accepting.Release();
        }
    }

    /// <summary>Who asked for it, before anything of it is done.</summary>
    private async ValueTask WriteDownAsync(QueuedRun run)
    {
        if (run.Unwritten is { } record)
        {
            await bench.Store.AppendAuditAsync(record, CancellationToken.None).ConfigureAwait(false);
            run.Unwritten = null;
        }
    }

    /// <summary>Goes on with what earlier servers accepted and did not end.</summary>
    public async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var left = (await bench.Store.ListDocumentsAsync(QueuedRun.Kind, cancellationToken).ConfigureAwait(false)).Select(d => QueuedRun.Read(d.Value));
        foreach (var run in left.OrderBy(r => r.At))
        {
            var header = await bench.Store.FindRunAsync(run.Id, cancellationToken).ConfigureAwait(false);
            if (header is null)
            {
                Add(run);
                continue;
            }

            var follower = await RunFollower.OpenAsync(bench, run.Id, cancellationToken).ConfigureAwait(false);
            if (follower.Status is RunStatus.Running or RunStatus.RollingBack)
            {
                Add(new QueuedRun(run.Id, new RunRequest("resume", header.Installation) { Run = run.Id }, run.By, run.At));
                options.Notify(new ServerNotice.Resumed(run.Id));
            }
            else
            {
                await bench.Store.WriteDocumentAsync(run.Document, null, cancellationToken).ConfigureAwait(false);
            }
        }

        _takenUp.SetResult();
        _accepting.Release();
    }

    /// <summary>A run that waits, was refused, or is carried out here; null: none of these.</summary>
    public QueuedRun? Find(string id)
    {
        lock (_gate)
        {
            return _running.GetValueOrDefault(id) ?? _waiting.FirstOrDefault(r => r.Id == id) ?? _refused.FirstOrDefault(r => r.Id == id);
        }
    }

    /// <summary>What is carried out and what waits.</summary>
    public IReadOnlyList<QueuedRun> Accepted()
    {
        lock (_gate)
        {
            return [.. _running.Values, .. _waiting];
        }
    }

    /// <summary>What waits, in its order.</summary>
    public IReadOnlyList<QueuedRun> Waiting()
    {
        lock (_gate)
        {
            return [.. _waiting];
        }
    }

    /// <summary>Stops a run that is carried out here, or takes one that waits out of the queue.</summary>
    /// <param name="id">Which.</param>
    /// <param name="stage">How.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="before">Called before, where it is either.</param>
    /// <param name="cancellationToken">Ends waiting for the store.</param>
    /// <returns>False where it is neither.</returns>
    public async ValueTask<bool> CancelAsync(string id, StopStage stage, string by, Func<ValueTask> before, CancellationToken cancellationToken)
    {
        if (Find(id) is not { Refused: null })
        {
            return false;
        }

        await before().ConfigureAwait(false);
        QueuedRun? waiting;
        lock (_gate)
        {
            if (_running.TryGetValue(id, out var running))
            {
                running.Control.Stop(StopReason.Cancelled, stage, by);
                return true;
            }

            waiting = _waiting.FirstOrDefault(r => r.Id == id);
            if (waiting is not null)
            {
                _waiting.Remove(waiting);
            }
        }

        if (waiting is not null)
        {
            await bench.Store.WriteDocumentAsync(waiting.Document, null, cancellationToken).ConfigureAwait(false);
        }

        return waiting is not null;
    }

    /// <summary>The server ends: nothing new begins. What runs is left to the next server; its tasks go on meanwhile.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _isLeaving = true;
        }
    }

    private int Add(QueuedRun run)
    {
        lock (_gate)
        {
            _waiting.AddLast(run);
            StartWhatMay();
            return _running.ContainsKey(run.Id) ? 0 : _waiting.Count;
        }
    }

    private void StartWhatMay()
    {
        while (!_isLeaving && _running.Count < options.RunsAtATime && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _running.Add(next.Value.Id, next.Value);
            _ = Task.Run(() => CarryOutAsync(next.Value));
        }
    }

    private async Task CarryOutAsync(QueuedRun run)
    {
        try
        {
            var report = await RunPatientlyAsync(run).ConfigureAwait(false);
            metrics.Ended(report.StateWord);
            await bench.Store.WriteDocumentAsync(run.Document, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (!run.Begun.Task.IsCompleted)
        {
            await RefuseAsync(run, refused).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The boundary of a run: it stays open and in the store, and a restart goes on with it.
            if (!_isLeaving)
            {
                options.Notify(new ServerNotice.Failed($"run {run.Id}", e));
            }
        }
        finally
        {
            run.Begun.TrySetResult();
            lock (_gate)
            {
                _running.Remove(run.Id);
                StartWhatMay();
            }
        }
    }

    /// <summary>A server that ends may hold the lease for a moment longer than it answers.</summary>
    private async Task<RunReport> RunPatientlyAsync(QueuedRun run)
    {
        var controls = new RunControls
        {
            RunId = run.Id,
            Control = run.Control,
            Before = () => WriteDownAsync(run),
            Observe = (_, id) => feeds.ObserverOf(id, () => run.Begun.TrySetResult()),
        };
        for (var until = bench.Time.GetUtcNow() + ServerLease.BlindPatience; ;)
        {
            try
            {
                return await RunWork.RunAsync(bench with { User = run.By }, run.Request, controls, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RefusedException e) when (e.Kind == RefusalKind.Locked && run.Request.Operation == "resume" && bench.Time.GetUtcNow() < until)
            {
                await Task.Delay(Again, bench.Time).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RefuseAsync(QueuedRun run, RefusedException refused)
    {
        run.Refused = refused;
        lock (_gate)
        {
            _refused.Enqueue(run);
            if (_refused.Count > MostRefusalsKept)
            {
                _refused.Dequeue();
            }
        }

        await bench.Store.WriteDocumentAsync(run.Document, null, CancellationToken.None).ConfigureAwait(false);
    }
}

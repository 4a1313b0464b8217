using System.Diagnostics.CodeAnalysis;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Live;

/// <summary>
/// One run as many look at it: its journal is read once for all of them, at most ten times a second, and what each of them is sent is
/// made once for all who are at the same place.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits on the handles of the semaphores, so there is nothing to give back; a feed is used until the last who has it lets go.")]
internal sealed class RunFeed
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowBeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HolderFresh = TimeSpan.FromSeconds(1);

    private readonly Workbench _bench;
    private readonly RunFollower _run;
    private readonly CancellationToken _closing;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _documentGate = new(1, 1);
    private readonly SemaphoreSlim _nudged = new(0, 1);
    private readonly Dictionary<(long From, string Language), ReadOnlyMemory<byte>> _frames = [];
    private readonly Dictionary<string, Document> _documents = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Version _framesOf;
    private long _heldAt = long.MinValue;
    private long _lookedAt = long.MinValue;
    private bool _isHeld;
    private int _watchers;

    private RunFeed(Workbench bench, RunFollower run, CancellationToken closing) => (_bench, _run, _closing) = (bench, run, closing);

    /// <summary>Nobody watches, and nobody asked lately.</summary>
    public bool IsIdle => Volatile.Read(ref _watchers) == 0;

    /// <summary>What a picture of the run is of: the last record, and whether somebody works on it.</summary>
    private readonly record struct Version(long Seq, bool IsHeld);

    /// <summary>What a document is made of: nothing in it changes any more.</summary>
    private sealed record Picture(Version Of, RunReport Report, MapValue Progress)
    {
        public ReadOnlyMemory<byte> ToUtf8(string? last, MessageCatalogue texts) => JsonWriter.ToUtf8(RunDocument.Of(Report, texts)
            .With("seq", Value.From(Of.Seq))
            .With("progress", Progress)
            .With("actions", new ListValue([.. RunActions.Of(Report, Report.RunId == last).Select(a => (Value)Value.From(a))])));
    }

    /// <summary>A document that was made, for the readers of one language.</summary>
    private readonly record struct Document(Version Of, string? Last, ReadOnlyMemory<byte> Utf8);

    public static async Task<RunFeed> OpenAsync(Workbench bench, string runId, CancellationToken closing) =>
        new(bench, await RunFollower.OpenAsync(bench, runId, closing).ConfigureAwait(false), closing);

    /// <summary>Looks at the run as it is now.</summary>
    public async ValueTask<T> LookAsync<T>(Func<RunFollower, bool, T> look, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RefreshAsync().ConfigureAwait(false);
            return look(_run, _isHeld);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// The run's document as bytes, made again only when the run changed, or is no longer the last of its installation. That takes long
    /// where there are many tasks, so it is made of a picture, beside the gate: whoever looks meanwhile does not wait for it.
    /// </summary>
    public async ValueTask<ReadOnlyMemory<byte>> DocumentAsync(string? last, MessageCatalogue texts, CancellationToken cancellationToken)
    {
        await _documentGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isKnown = _documents.TryGetValue(texts.Language, out var known);
            var picture = await LookAsync((run, held) => isKnown && known.Of == new Version(run.Seq, held) && known.Last == last
                ? null
                : new Picture(new Version(run.Seq, held), run.Report(held), RunProgress.CountsOf(run)), cancellationToken).ConfigureAwait(false);
            if (picture is not null)
            {
                _documents[texts.Language] = known = new Document(picture.Of, last, picture.ToUtf8(last, texts));
            }

            return known.Utf8;
        }
        finally
        {
            _documentGate.Release();
        }
    }

    /// <summary>
    /// What changed after a record, for somebody who saw everything up to it; null: nothing yet. Who was not told how the run stands is told
    /// that first: whether somebody works on it is in no record.
    /// </summary>
    public async ValueTask<(long Seq, string State, ReadOnlyMemory<byte> Frame)?> SinceAsync(
        long? seen, string? shownState, MessageCatalogue texts, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RefreshAsync().ConfigureAwait(false);
            var from = seen is { } seq && seq <= _run.Seq ? seq : -1;
            var state = RunRows.StateOf(_run, _isHeld);
            if (from == _run.Seq && shownState == state)
            {
                return null;
            }

            ForgetFramesOfEarlier();
            if (!_frames.TryGetValue((from, texts.Language), out var frame))
            {
                frame = RunRows.Frame(_run, _isHeld, from, texts);
                _frames.Add((from, texts.Language), frame);
            }

            return (_run.Seq, state, frame);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Counts as a watcher until it is disposed: while there is one, the journal is looked at.</summary>
    public Watch Begin()
    {
        if (Interlocked.Increment(ref _watchers) == 1)
        {
            _ = Task.Run(PumpAsync, CancellationToken.None);
        }

        return new Watch(this);
    }

    public void Nudge()
    {
        if (_nudged.CurrentCount == 0)
        {
            try
            {
                _nudged.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else nudged in the same moment: one look is enough.
            }
        }
    }

    private async Task PumpAsync()
    {
        var shown = new Version(-1, false);
        while (!IsIdle && !_closing.IsCancellationRequested)
        {
            Version now;
            var isOver = false;
            try
            {
                now = await LookAsync((run, held) => { isOver = run.Status.IsSettled(); return new Version(run.Seq, held); }, _closing).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or RefusedException)
            {
                now = shown; // the store cannot be read now; the next look may find it again
            }

            if (now != shown)
            {
                shown = now;
                Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }

            await Task.Delay(Beat, _bench.Time, _closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _nudged.WaitAsync(isOver ? SlowBeat : Beat, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>For all who look, so no one of them can cut it short by leaving.</summary>
    private async ValueTask RefreshAsync()
    {
        if (_bench.Time.GetElapsedTime(_lookedAt) < Beat / 4 && _lookedAt != long.MinValue)
        {
            return;
        }

        _lookedAt = _bench.Time.GetTimestamp();
        await _run.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        if (_heldAt == long.MinValue || _bench.Time.GetElapsedTime(_heldAt) > HolderFresh)
        {
            _heldAt = _bench.Time.GetTimestamp();
            var holder = _run.Status.IsSettled() ? null
                : await _bench.Store.FindHolderAsync(Lease.ScopeOf(_run.Header.Installation), CancellationToken.None).ConfigureAwait(false);
            _isHeld = holder is not null;
        }
    }

    private void ForgetFramesOfEarlier()
    {
        var now = new Version(_run.Seq, _isHeld);
        if (now != _framesOf)
        {
            _framesOf = now;
            _frames.Clear();
        }
    }

    /// <summary>Somebody watches.</summary>
    internal sealed class Watch(RunFeed feed) : IDisposable
    {
        /// <summary>Completes when the run changes after this was asked.</summary>
        public Task Changed => Volatile.Read(ref feed._changed).Task;

        public void Dispose() => Interlocked.Decrement(ref feed._watchers);
    }
}

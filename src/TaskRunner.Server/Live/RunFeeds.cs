using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations;

namespace TaskRunner.Server.Live;

/// <summary>The runs somebody looks at. One that nobody looks at any more is forgotten and read again when it is asked for.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process: streams look at the token until the very end.")]
internal sealed class RunFeeds(Workbench bench)
{
    private const int Most = 64;

    private readonly ConcurrentDictionary<string, Lazy<Task<RunFeed>>> _feeds = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Cancelled when the server ends: open streams end with it.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <exception cref="Diagnostics.RefusedException">There is no such run.</exception>
    public async ValueTask<RunFeed> GetAsync(string runId)
    {
        if (_feeds.Count > Most)
        {
            Forget();
        }

        var feed = _feeds.GetOrAdd(runId, id => new Lazy<Task<RunFeed>>(() => RunFeed.OpenAsync(bench, id, Closing)));
        try
        {
            return await feed.Value.ConfigureAwait(false);
        }
        catch
        {
            _feeds.TryRemove(runId, out _);
            throw;
        }
    }

    /// <summary>Tells the feed of a run carried out here that there is something new, so that nobody waits for the next look.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="begun">Called when there is a record of it.</param>
    public IRunObserver ObserverOf(string runId, Action begun) => new Nudge(this, runId, begun);

    public void Close() => _closing.Cancel();

    private void Forget()
    {
        foreach (var (id, feed) in _feeds)
        {
            if (feed is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result.IsIdle: true } })
            {
                _feeds.TryRemove(id, out _);
            }
        }
    }

    private sealed class Nudge(RunFeeds feeds, string runId, Action begun) : IRunObserver
    {
        public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
        {
            begun();
            if (feeds._feeds.TryGetValue(runId, out var feed) && feed is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                feed.Value.Result.Nudge();
            }
        }
    }
}

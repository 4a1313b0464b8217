using System.Collections.Immutable;
using System.Diagnostics;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>
/// Follows a run of a server until nobody works on it: first in its queue, then by its journal. A server that goes away and comes back
/// goes on with its runs, and so does the watching.
/// </summary>
/// <param name="api">The server.</param>
/// <param name="bench">Over its store.</param>
/// <param name="patience">How long it may be away, and a run without anybody who works on it, before that is how it stands; null: a minute.</param>
internal sealed class RemoteWatch(ApiClient api, Workbench bench, TimeSpan? patience = null)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(1);

    /// <param name="run">Its id.</param>
    /// <param name="seen">So many records of it are old: they are not shown.</param>
    /// <param name="observe">As of a run of this machine.</param>
    /// <param name="announce">Tells a person that the server is away.</param>
    /// <param name="cancellationToken">Ends the watching, not the run.</param>
    /// <exception cref="RefusedException">The run was refused, or the server stays away.</exception>
    public async Task<RunReport> RunAsync(
        string run, int seen, Func<ImmutableArray<string>, IRunObserver> observe, Action<RefusedException> announce, CancellationToken cancellationToken)
    {
        var once = new Once(observe, seen);
        long? away = null, left = null;
        for (; ; await Task.Delay(Poll, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var isBegun = await IsBegunAsync(run, cancellationToken).ConfigureAwait(false);
                away = null;
                if (!isBegun)
                {
                    continue;
                }

                var report = (await new WatchOperation(bench).RunAsync(run, once.Observe, cancellationToken).ConfigureAwait(false)).Run;
                left ??= Stopwatch.GetTimestamp();
                if (report.Status != RunStatus.Running || Stopwatch.GetElapsedTime(left.Value) > _patience)
                {
                    return report;
                }

                // Its server has just been started and has not come to it, or it was interrupted and stays so.
            }
            catch (RefusedException e) when (IsAway(e) && (away is not { } since || Stopwatch.GetElapsedTime(since) < _patience))
            {
                if (away is null)
                {
                    announce(e);
                }

                (away, left) = (away ?? Stopwatch.GetTimestamp(), null);
            }
        }
    }

    private static bool IsAway(RefusedException refused) => refused.Diagnostics[0].Code is "TR8207" or "TR8510";

    /// <returns>False while it waits for its turn.</returns>
    private async Task<bool> IsBegunAsync(string run, CancellationToken cancellationToken)
    {
        var document = await api.GetAsync($"runs/{Uri.EscapeDataString(run)}", cancellationToken).ConfigureAwait(false) as MapValue;
        switch (((document?["run"] as MapValue)?["state"] as StringValue)?.Text)
        {
            case "queued":
                return false;
            case "refused":
                var refusal = RemoteProblem.Diagnostics(document!["refusal"], api.NameOf);
                throw new RefusedException(RemoteProblem.KindOf(refusal[0].Code), refusal);
            default:
                return true;
        }
    }

    /// <summary>Each watching begins with the first event; what was shown once is not shown again.</summary>
    private sealed class Once(Func<ImmutableArray<string>, IRunObserver> observe, int shown) : IRunObserver
    {
        private IRunObserver? _inner;
        private int _shown = shown;
        private int _seen;

        public IRunObserver Observe(ImmutableArray<string> names)
        {
            _inner ??= observe(names);
            _seen = 0;
            return this;
        }

        public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
        {
            var known = Math.Clamp(_shown - _seen, 0, events.Count);
            _seen += events.Count;
            _shown = Math.Max(_shown, _seen);
            if (known < events.Count)
            {
                _inner!.OnCommitted([.. events.Skip(known)], run);
            }
        }
    }
}

using System.Collections.Concurrent;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Live;

/// <summary>
/// How far runs are, for lists of them: <c>{total, running, succeeded, …}</c>. A journal is folded for it once; after that one number says
/// whether it grew, and of a settled run not even that is asked.
/// </summary>
internal sealed class RunProgress(Workbench bench, RunFeeds feeds)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    private sealed record Known(long Seq, bool IsSettled, MapValue Progress);

    public async ValueTask<MapValue> OfAsync(RunSummary run, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(run.Id, out var known)
            && (known.IsSettled || known.Seq == await bench.Store.ReadHeadAsync(run.Id, cancellationToken).ConfigureAwait(false)))
        {
            return known.Progress;
        }

        if (_known.Count > Most)
        {
            _known.Clear();
        }

        known = run.FinishedAt is null ? await LookAsync(run.Id, cancellationToken).ConfigureAwait(false) // it may move, so it is kept
            : Of(await RunFollower.OpenAsync(bench, run.Id, cancellationToken).ConfigureAwait(false));
        return (_known[run.Id] = known).Progress;
    }

    public static MapValue CountsOf(RunFollower run)
    {
        var running = run.CountOf(TaskState.Intended) + run.CountOf(TaskState.Running);
        var counts = Enum.GetValues<TaskState>().Where(s => s is not (TaskState.Intended or TaskState.Running) && run.CountOf(s) > 0)
            .Select(s => new MapEntry(s.ToWord(), Value.From(run.CountOf(s))));
        return new MapValue([new MapEntry("total", Value.From(run.Names.Count)), new MapEntry("running", Value.From(running)), .. counts]);
    }

    private static Known Of(RunFollower run) => new(run.Seq, run.Status.IsSettled(), CountsOf(run));

    private async ValueTask<Known> LookAsync(string runId, CancellationToken cancellationToken)
    {
        var feed = await feeds.GetAsync(runId).ConfigureAwait(false);
        return await feed.LookAsync((run, _) => Of(run), cancellationToken).ConfigureAwait(false);
    }
}

using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Http;
using TaskRunner.Values;

namespace TaskRunner.Server.Live;

/// <summary>
/// The logs of all tasks of a run as they grow, interleaved in the order they were seen; those of one task in the order in which they
/// came, as far as it is known. The id of an event says how far every log is
/// sent that may still grow, and up to which record all others are sent whole, so that a client goes on where its connection broke.
/// </summary>
internal sealed class LogFollow(Call call, RunFeed feed)
{
    private const string WholeKey = ""; // no task has this name
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private LogPlaces _sent = [];

    private long Whole => _sent.GetValueOrDefault(WholeKey);

    public async ValueTask RunAsync(EventStream stream, string? lastId)
    {
        _sent = LogPlaces.Read(lastId);
        await stream.AliveAsync().ConfigureAwait(false);
        while (!stream.Ended.IsCancellationRequested)
        {
            // Asked before the files are read, so that what a task wrote before it settled is sent with it.
            var picture = await feed.LookAsync(Look, stream.Ended).ConfigureAwait(false);
            foreach (var task in picture.Tasks)
            {
                await SendAsync(stream, task).ConfigureAwait(false);
            }

            _sent[WholeKey] = picture.Seq;
            if (picture.IsOver)
            {
                await stream.SendAsync(_sent.ToId(), "end", "{}"u8.ToArray()).ConfigureAwait(false);
            }

            var pause = picture.IsOver ? Task.Delay(Timeout.Infinite, stream.Ended) : Task.Delay(Poll, call.Bench.Time, stream.Ended);
            if (!await stream.WaitAsync(pause).ConfigureAwait(false))
            {
                break;
            }
        }
    }

    /// <summary>Tasks whose last attempt may still write, and those that changed since all was sent.</summary>
    private Picture Look(RunFollower run, bool isHeld)
    {
        var tasks = new List<Unsent>();
        for (var i = 0; i < run.Names.Count; i++)
        {
            var task = run.Task(i);
            var isOpen = task.State is "running" or "rolling-back";
            if (task.LastAttempt > 0 && (isOpen || run.ChangedSince(i, Whole)))
            {
                tasks.Add(new Unsent(task.Name, FirstUnsent(task.Name, run.AttemptsAt(i, Whole)), task.LastAttempt, isOpen));
            }
        }

        return new Picture(run.Seq, tasks, run.Status.IsSettled() && !isHeld);
    }

    /// <summary>The first attempt that is not sent whole: one that could still write then, else the one that came after.</summary>
    private int FirstUnsent(string task, int attemptsThen) => _sent.Keys.Where(k => k.StartsWith(task + "\n", StringComparison.Ordinal))
        .Select(k => int.Parse(k.Split('\n')[1], CultureInfo.InvariantCulture)).DefaultIfEmpty(attemptsThen + 1).Min();

    private async ValueTask SendAsync(EventStream stream, Unsent task)
    {
        for (var attempt = task.First; attempt <= task.Last; attempt++)
        {
            foreach (var place in await feed.LookAsync((run, _) => run.Logs(task.Name, attempt), stream.Ended).ConfigureAwait(false))
            {
                await SendAsync(stream, place.Read(), isOver: !task.IsOpen || attempt < task.Last).ConfigureAwait(false);
            }

            if (task.IsOpen && attempt == task.Last)
            {
                _sent.TryAdd($"{task.Name}\n{attempt}\n", 0); // nothing of it may have been written yet
            }
            else
            {
                _sent.Forget($"{task.Name}\n{attempt}\n");
            }
        }
    }

    private async ValueTask SendAsync(EventStream stream, AttemptLog log, bool isOver)
    {
        var reading = new LogReading(_sent, $"{log.Task}\n{log.Attempt}\n");
        await foreach (var part in reading.ReadAsync(log, LogFiles.All, isOver, stream.Ended).ConfigureAwait(false))
        {
            var data = MapValue.Of(
                ("task", Value.From(log.Task)),
                ("attempt", Value.From(log.Attempt)),
                ("stream", Value.From(part.Stream)),
                ("offset", Value.From(part.Offset)),
                ("text", Value.From(part.Text)));
            await stream.SendAsync(_sent.ToId(), "log", JsonWriter.ToUtf8(data)).ConfigureAwait(false);
        }
    }

    private sealed record Picture(long Seq, List<Unsent> Tasks, bool IsOver);

    private sealed record Unsent(string Name, int First, int Last, bool IsOpen);
}

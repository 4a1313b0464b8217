using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Live;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>What attempts printed, as bytes came.</summary>
internal static class LogRoutes
{
    private const string Path = RunRoutes.Path + "/{id}/logs";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "Which logs there are.", ListAsync) { Answer = "Log[]", Query = [new("task", "string"), new("attempt", "integer")] },
        new("GET", Path + "/events", RoutePolicy.Viewer, "The logs of all tasks as they grow; goes on after Last-Event-ID.", AllEventsAsync) { Produces = "text/event-stream" },
        new("GET", Path + "/{task}/{attempt}", RoutePolicy.Viewer, "A log, or a part of it.", ReadAsync)
        {
            Produces = "text/plain",
            Query = [new("stream", "string", Text: "out, err, notes or all"), new("file", "string", Text: "one file of it"), new("offset", "integer", Text: "in bytes"), new("limit", "integer", Text: "in bytes")],
        },
        new("GET", Path + "/{task}/{attempt}/events", RoutePolicy.Viewer, "A log as it grows; goes on after Last-Event-ID.", EventsAsync)
        {
            Produces = "text/event-stream",
            Query = [new("stream", "string"), new("offset", "integer")],
        },
    ];

    private static async ValueTask ListAsync(Call call)
    {
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        int? attempt = call.Number("attempt", 0, int.MaxValue) is > 0 and var number ? number : null;
        var logs = await feed.LookAsync((run, _) => run.Logs(call.Query("task"), attempt), call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(new ListValue([.. logs.SelectMany(l => LogFiles.Streams(l.Read()).Select(s => (Value)MapValue.Of(
            ("task", Value.From(l.Task)),
            ("attempt", Value.From(l.Attempt)),
            ("stream", Value.From(s.Stream)),
            ("bytes", Value.From(s.Bytes)),
            ("files", new ListValue([.. s.Files.Select(f => (Value)Value.From(System.IO.Path.GetFileName(f)))])))))])).ConfigureAwait(false);
    }

    private static string StreamOf(Call call) => call.Query("stream") switch
    {
        null => LogFiles.All,
        { } word when LogFiles.Words.Contains(word) => word,
        var other => throw new RefusedException(RefusalKind.Usage, "TR8516", "stream", other),
    };

    private static async ValueTask<AttemptLog> FindAsync(Call call)
    {
        if (!int.TryParse(call["attempt"], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            throw new RefusedException(RefusalKind.Usage, "TR8516", "attempt", call["attempt"]);
        }

        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        return (await feed.LookAsync((run, _) => run.Logs(call["task"], attempt)[0], call.Aborted).ConfigureAwait(false)).Read();
    }

    private static async ValueTask ReadAsync(Call call)
    {
        var (log, stream) = (await FindAsync(call).ConfigureAwait(false), StreamOf(call));
        log = call.Query("file") is { } file ? log with { Files = [.. log.Files.Where(f => System.IO.Path.GetFileName(f) == file)] } : log;
        var (offset, limit) = (call.Number("offset", 0L, long.MaxValue), call.Number("limit", long.MaxValue, long.MaxValue));
        var response = call.Http.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["TaskRunner-Log-Bytes"] = LogFiles.Of(log, stream).Sum(LogFiles.Length).ToString(CultureInfo.InvariantCulture);
        var reading = new LogReading([], "");
        reading.Skip(log, stream, offset);
        await reading.CopyAsync(log, stream, limit, response.Body, call.Aborted).ConfigureAwait(false);
    }

    private static async ValueTask EventsAsync(Call call)
    {
        var (log, name) = (await FindAsync(call).ConfigureAwait(false), StreamOf(call));
        var lastId = EventStream.LastId(call);
        var places = LogPlaces.Read(lastId);
        var reading = new LogReading(places, "");
        reading.Skip(log, name, long.TryParse(lastId, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen
            : lastId is null ? call.Number("offset", 0L, long.MaxValue) : 0);
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        using var watch = feed.Begin();
        using var stream = new EventStream(call);
        await stream.AliveAsync().ConfigureAwait(false);
        while (!stream.Ended.IsCancellationRequested)
        {
            // Asked before the files are read, so that their last bytes are not missed.
            var isOver = await feed.LookAsync((run, _) => IsOver(run, log), stream.Ended).ConfigureAwait(false);
            await foreach (var part in reading.ReadAsync(log.Read(), name, isOver, stream.Ended).ConfigureAwait(false))
            {
                var data = MapValue.Of(("stream", Value.From(part.Stream)), ("offset", Value.From(part.Offset)), ("text", Value.From(part.Text)));
                await stream.SendAsync(places.ToId(), "log", JsonWriter.ToUtf8(data)).ConfigureAwait(false);
            }

            if (isOver)
            {
                await stream.SendAsync(places.ToId(), "end", "{}"u8.ToArray()).ConfigureAwait(false);
            }

            if (!await stream.WaitAsync(isOver ? Task.Delay(Timeout.Infinite, stream.Ended) : Task.Delay(Poll, call.Bench.Time, stream.Ended)).ConfigureAwait(false))
            {
                break;
            }
        }
    }

    /// <summary>The attempt writes no more: it is not the last, or its task does not run.</summary>
    private static bool IsOver(RunFollower run, AttemptLog log) => run.IndexOf(log.Task) is not { } index
        || run.Task(index) is var task && (task.LastAttempt > log.Attempt || task.State is not ("running" or "rolling-back"));

    private static async ValueTask AllEventsAsync(Call call)
    {
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        using var watch = feed.Begin();
        using var stream = new EventStream(call);
        await new LogFollow(call, feed).RunAsync(stream, EventStream.LastId(call)).ConfigureAwait(false);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Layout;
using TaskRunner.Server.Live;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>Runs: begun, listed, shown, watched.</summary>
internal static class RunRoutes
{
    public const string Path = Call.Prefix + "/runs";
    private const int MostListed = 500;

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "Runs, newest first; those that wait for their turn before them.", ListAsync)
        {
            Answer = "RunRow[]",
            Query = [new("installation", "string"), new("state", "string"), new("limit", "integer"), new("before", "string", Text: "a run: only older ones")],
        },
        new("POST", Path, RoutePolicy.Operator, "Begins a run of a plan, or plans and begins one.", BeginAsync)
        {
            Answer = "Begun",
            Audit = "run.begin",
            Status = StatusCodes.Status202Accepted,
            Body = [new("plan", "string", Text: "id of a plan; else the keys of a plan"), .. PlanRoutes.Request.Select(f => f with { IsRequired = false })],
        },
        new("GET", Path + "/{id}", RoutePolicy.Viewer, "A run with all its tasks.", GetAsync) { Answer = "LiveRun" },
        new("GET", Path + "/{id}/tasks", RoutePolicy.Viewer, "Tasks of a run, filtered and in pages; failed ones first.", TasksAsync)
        {
            Answer = "TaskPage",
            Query = [new("state", "string"), new("type", "string"), new("group", "string"), new("text", "string"), new("offset", "integer"), new("limit", "integer")],
        },
        new("GET", Path + "/{id}/tasks/{task}", RoutePolicy.Viewer, "A task: why, with what, each attempt.", TaskAsync) { Answer = "TaskDetail" },
        new("GET", Path + "/{id}/graph", RoutePolicy.Viewer, "The run's graph, laid out.", GraphAsync) { Answer = "Graph", Query = [new("collapse", "string", Text: "auto, yes or no")] },
        new("GET", Path + "/{id}/events", RoutePolicy.Viewer, "The run as it goes on; goes on after Last-Event-ID.", EventsAsync)
        {
            Produces = "text/event-stream",
            Query = [new("lang", "string", Text: "en or zh; without it Accept-Language counts, which a page cannot set here")],
        },
        new("GET", Path + "/{id}/journal", RoutePolicy.Viewer, "Records of the run from a number on, one JSON object a line; secrets as fingerprints.", c => JournalStream.WriteAsync(c))
        {
            Produces = "application/x-ndjson",
            Query = [new("from", "integer"), new("wait", "boolean", Text: "wait up to 15 s for something new")],
        },
    ];

    private static async ValueTask ListAsync(Call call)
    {
        var filter = new RunFilter(call.Query("installation"), call.Query("state"), call.Query("before"), call.Number("limit", 50, MostListed));
        var rows = new List<Value>();
        if (filter is { State: null or "queued", Before: null })
        {
            rows.AddRange(call.Server.Queue.Waiting().Where(q => filter.Installation is null || q.Request.Installation == filter.Installation).Reverse().Select(Queued));
        }

        foreach (var run in await new RunListOperation(call.Bench).RunAsync(filter, call.Aborted).ConfigureAwait(false))
        {
            rows.Add(Row(run, await call.Server.Progress.OfAsync(run.Run, call.Aborted).ConfigureAwait(false)));
        }

        await call.WriteAsync(new ListValue([.. rows])).ConfigureAwait(false);
    }

    private static MapValue Row(ListedRun run, MapValue progress) => MapValue.Of(
        ("id", Value.From(run.Run.Id)),
        ("installation", Value.From(run.Installation)),
        ("operation", Value.From(OperationNames.Of(run.Run.Operation))),
        ("package", Value.From(run.Run.Package.Name)),
        ("version", Value.From(run.Run.Package.Version)),
        ("fromVersion", Value.From(run.Run.FromVersion)),
        ("state", Value.From(run.Run.State)),
        ("startedAt", RunDocument.Time(run.Run.StartedAt)),
        ("finishedAt", RunDocument.Time(run.Run.FinishedAt)),
        ("progress", progress));

    private static Value Queued(QueuedRun run) => MapValue.Of(
        ("id", Value.From(run.Id)),
        ("installation", Value.From(run.Request.Installation)),
        ("operation", Value.From(run.Request.Operation)),
        ("state", Value.From("queued")),
        ("startedAt", Value.Null),
        ("finishedAt", Value.Null),
        ("queuedAt", RunDocument.Time(run.At)),
        ("progress", MapValue.Of(("total", Value.From(0)))));

    private static async ValueTask BeginAsync(Call call)
    {
        var body = await call.ReadAsync().ConfigureAwait(false);
        var map = new BodyReader(body);
        RunRequest request;
        if (map.Text("plan") is { } id)
        {
            request = call.Server.Plans.Get(id) is var planned
                ? planned with { Parallel = map.Count("parallel") ?? planned.Parallel, RollbackOnFailure = map.Text("rollbackOnFailure") ?? planned.RollbackOnFailure }
                : throw new InvalidOperationException("a plan is there or refused; this is a bug");
            await RunStart.BeginAsync(call, request).ConfigureAwait(false);
            call.Server.Plans.Remove(id);
            return;
        }

        (_, request) = await PlannedRequest.MakeAsync(call.Bench, RunRequest.Read(body), begins: true, call.Aborted).ConfigureAwait(false);
        await RunStart.BeginAsync(call, request).ConfigureAwait(false);
    }

    private static async ValueTask GetAsync(Call call)
    {
        await call.Server.Queue.TakenUp.WaitAsync(call.Aborted).ConfigureAwait(false);
        if (call.Server.Queue.Find(call["id"]) is { Begun.Task.IsCompleted: false } or { Refused: not null })
        {
            await call.WriteAsync(call.Server.Queue.Find(call["id"])!.Describe(call.Texts)).ConfigureAwait(false);
            return;
        }

        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        var installation = await feed.LookAsync((run, _) => run.Header.Installation, call.Aborted).ConfigureAwait(false);
        var last = (await call.Bench.Store.FindInstallationAsync(installation, call.Aborted).ConfigureAwait(false))?.LastRun;
        await call.WriteAsync(await feed.DocumentAsync(last, call.Texts, call.Aborted).ConfigureAwait(false), "application/json").ConfigureAwait(false);
    }

    private static async ValueTask TasksAsync(Call call)
    {
        var (offset, limit) = (call.Number("offset", 0, int.MaxValue), call.Number("limit", 100, 10_000));
        var filter = new TaskFilter(call.Query("state"), call.Query("type"), call.Query("group"), call.Query("text"));
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        var body = await feed.LookAsync((run, _) => filter.Page(run, offset, limit, call.Texts), call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(body, "application/json").ConfigureAwait(false);
    }

    private static async ValueTask TaskAsync(Call call)
    {
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        var inputs = await call.Server.Inputs.GetAsync(call.Server.Bench, call["id"]).ConfigureAwait(false);
        var detail = await feed.LookAsync((run, _) => run.Detail(run.Require(call["task"]), inputs), call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(await TaskDetailDocument.OfAsync(call, feed, detail).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async ValueTask GraphAsync(Call call)
    {
        bool? collapses = call.Query("collapse") switch
        {
            null or "auto" => null,
            "yes" or "true" => true,
            _ => false,
        };
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false); // refuses what is no run
        var graph = await call.Server.Graphs.GetAsync(call.Server.Bench, call["id"], collapses).ConfigureAwait(false);
        await call.WriteAsync(await feed.LookAsync(
            (run, _) => GraphDocument.Of(graph, run.TypeOf, run.WordOf), call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async ValueTask EventsAsync(Call call)
    {
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        long? seen = long.TryParse(EventStream.LastId(call), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        using var watch = feed.Begin();
        using var stream = new EventStream(call);
        await stream.AliveAsync().ConfigureAwait(false);
        string? shown = null;
        while (!stream.Ended.IsCancellationRequested)
        {
            var changed = watch.Changed; // asked before looking, so that no change falls between
            if (await feed.SinceAsync(seen, shown, call.Texts, stream.Ended).ConfigureAwait(false) is var (seq, state, frame))
            {
                await stream.SendAsync(seq.ToString(CultureInfo.InvariantCulture), seen is null ? "snapshot" : "change", frame).ConfigureAwait(false);
                (seen, shown) = (seq, state);
            }

            if (!await stream.WaitAsync(changed).ConfigureAwait(false))
            {
                break;
            }
        }
    }
}

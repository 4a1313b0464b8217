using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>What a person does with a run that is there.</summary>
internal static class RunActionRoutes
{
    private const string Path = RunRoutes.Path + "/{id}";

    public static Route[] All { get; } =
    [
        Action("resume", "Goes on with an open run.", ResumeAsync),
        Action("rollback", "Undoes a run: within itself while it is open, else as a new run.", RollbackAsync),
        Action("retry", "A new run of the same operation.", RetryAsync) with
        {
            Body = [new("from", "string", Text: "this task and all after it"), new("only", "string", Text: "this task alone"), new("answers", "object"), new("package", "string")],
        },
        Action("cancel", "Stops a live run, settles an open one as it stands.", CancelAsync) with
        {
            Answer = "Asked",
            Body = [new("now", "boolean", Text: "kill what runs instead of asking it to end")],
        },
        Action("resolve", "Records a person's decision about a task whose outcome nobody knows.", ResolveAsync) with
        {
            Status = StatusCodes.Status200OK,
            Answer = "Run",
            Body =
            [
                new("task", "string", IsRequired: true),
                new("as", "string", IsRequired: true, Text: "succeeded, failed, not-executed or rolled-back"),
                new("reason", "string", IsRequired: true),
                new("outputs", "object", Text: "of a task that succeeded"),
            ],
        },
    ];

    private static Route Action(string verb, string summary, Func<Call, ValueTask> handle) => new("POST", $"{Path}/{verb}", RoutePolicy.Operator, summary, handle)
    {
        Audit = "run." + verb,
        Status = StatusCodes.Status202Accepted,
        Answer = "Begun",
    };

    /// <returns>The run's installation, and how it stands.</returns>
    private static async ValueTask<(string Installation, RunStatus Status)> FindAsync(Call call)
    {
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        return await feed.LookAsync((run, _) => (run.Header.Installation, run.Status), call.Aborted).ConfigureAwait(false);
    }

    private static async ValueTask ResumeAsync(Call call)
    {
        var (installation, status) = await FindAsync(call).ConfigureAwait(false);
        if (status.IsSettled())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6117", call["id"], status.ToWord(), installation);
        }

        await RunStart.BeginAsync(call, new RunRequest("resume", installation) { Run = call["id"] }, call["id"]).ConfigureAwait(false);
    }

    private static async ValueTask RollbackAsync(Call call)
    {
        var (installation, status) = await FindAsync(call).ConfigureAwait(false);
        await RunStart.BeginAsync(call, new RunRequest("rollback", installation) { Run = call["id"] }, status.IsSettled() ? null : call["id"]).ConfigureAwait(false);
    }

    private static async ValueTask RetryAsync(Call call)
    {
        var (installation, _) = await FindAsync(call).ConfigureAwait(false);
        var body = await call.ReadAsync().ConfigureAwait(false);
        var request = RunRequest.Read(body.With("operation", Value.From("retry")).With("installation", Value.From(installation)));
        (_, request) = await PlannedRequest.MakeAsync(call.Bench, request, begins: true, call.Aborted).ConfigureAwait(false);
        await RunStart.BeginAsync(call, request).ConfigureAwait(false);
    }

    private static async ValueTask CancelAsync(Call call)
    {
        var stage = new BodyReader(await call.ReadAsync().ConfigureAwait(false)).Flag("now") ? StopStage.Killed : StopStage.Asked;
        if (!await call.Server.Queue.CancelAsync(call["id"], stage, call.Caller.Name, WriteAsync, call.Aborted).ConfigureAwait(false))
        {
            await new CancelOperation(call.Bench).RunAsync(call["id"], call.Aborted, WriteAsync).ConfigureAwait(false);
        }

        await call.WriteAsync(MapValue.Of(("run", Value.From(call["id"]))), StatusCodes.Status202Accepted).ConfigureAwait(false);

        // Between the queue and the store the run may have changed hands: it is one change all the same.
        ValueTask WriteAsync() => call.Audit.IsWritten ? ValueTask.CompletedTask : call.Audit.WriteAsync("run.cancel", call["id"], stage == StopStage.Killed ? "now" : null);
    }

    private static async ValueTask ResolveAsync(Call call)
    {
        var body = new BodyReader(await call.ReadAsync().ConfigureAwait(false));
        var request = new ResolveRequest(call["id"], body.Text("task", isRequired: true)!, DecisionOf(body), body.Text("reason") ?? "", call.Caller.Name)
        {
            Outputs = [.. (body.Map("outputs") ?? MapValue.Empty).Entries.Select(e => $"{e.Key}={(e.Value is StringValue text ? text.Text : JsonWriter.ToText(e.Value))}")],
        };
        var report = await new ResolveOperation(call.Bench).RunAsync(
            request, call.Aborted, () => call.Audit.WriteAsync("run.resolve", call["id"], $"{request.Task} {body.Text("as")}")).ConfigureAwait(false);
        await call.WriteAsync(RunDocument.Of(report, call.Texts)).ConfigureAwait(false);
    }

    private static Decision DecisionOf(BodyReader body) => body.Text("as", isRequired: true) switch
    {
        "succeeded" => Decision.Succeeded,
        "failed" => Decision.Failed,
        "not-executed" => Decision.NotExecuted,
        "rolled-back" => Decision.RolledBack,
        _ => throw BodyReader.Wrong("as", "succeeded, failed, not-executed, rolled-back"),
    };
}

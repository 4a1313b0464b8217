using Microsoft.AspNetCore.Http;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>Hands a run to the queue and tells the caller its id.</summary>
internal static class RunStart
{
    /// <param name="call">Who asks.</param>
    /// <param name="request">What for; answers sealed.</param>
    /// <param name="runId">Of a run that is gone on with; null: a new one.</param>
    public static async ValueTask BeginAsync(Call call, RunRequest request, string? runId = null)
    {
        var bench = call.Bench;
        var id = runId ?? RunIds.New(bench.Time.GetUtcNow(), bench.Random);
        var run = new QueuedRun(id, request, call.Caller.Name, bench.Time.GetUtcNow())
        {
            Unwritten = call.Audit.RecordOf("run." + request.Operation, request.Installation, id),
        };
        var before = await call.Server.Queue.AcceptAsync(run, call.Aborted).ConfigureAwait(false);
        call.Audit.LeaveToOthers();
        call.Http.Response.Headers.Location = $"{RunRoutes.Path}/{id}";
        await call.WriteAsync(
            MapValue.Of(("run", Value.From(id)), ("installation", Value.From(request.Installation)), ("queue", Value.From(before))),
            StatusCodes.Status202Accepted).ConfigureAwait(false);
    }
}

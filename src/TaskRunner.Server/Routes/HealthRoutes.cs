using System.Text;
using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>What machines ask: does it live, can it work, how much does it do, what does it offer.</summary>
internal static class HealthRoutes
{
    public static Route[] All { get; } =
    [
        new("GET", "/healthz", RoutePolicy.Public, "The process lives.", c => c.WriteAsync(MapValue.Of(("status", Value.From("ok"))))) { Answer = "Health" },
        new("GET", "/readyz", RoutePolicy.Public, "The store can be read and written, and what an earlier server left is taken up; else why not.", ReadyAsync) { Answer = "Health" },
        new("GET", "/metrics", RoutePolicy.Viewer, "Counts in the text format of Prometheus.", MetricsAsync) { Produces = "text/plain" },
        new("GET", "/openapi/v1.json", RoutePolicy.Public, "This document.", c => c.WriteAsync(OpenApi.Utf8(), "application/json")) { Answer = "object" },
        new("GET", "/api-docs", RoutePolicy.Public, "The routes, to be read.", c => c.WriteAsync(ApiPage.Utf8(), "text/html; charset=utf-8")) { Produces = "text/html" },
        new("GET", "/api-docs/style.css", RoutePolicy.Public, "Style of that page.", c => c.WriteAsync(ApiPage.Style(), "text/css")) { Produces = "text/css" },
        new("GET", "/explain/{code}", RoutePolicy.Public, "What an error code means.", ExplainAsync) { Produces = "text/plain" },
    ];

    private static async ValueTask ReadyAsync(Call call)
    {
        if (await call.Server.Readiness.FindTroubleAsync(call.Aborted).ConfigureAwait(false) is var (code, word))
        {
            await Problem.WriteAsync(call, StatusCodes.Status503ServiceUnavailable, code, word).ConfigureAwait(false);
            return;
        }

        await call.WriteAsync(MapValue.Of(("status", Value.From("ready")))).ConfigureAwait(false);
    }

    private static ValueTask MetricsAsync(Call call)
    {
        var (running, waiting) = call.Server.Queue.Counts;
        return call.WriteAsync(Encoding.UTF8.GetBytes(call.Server.Metrics.Render(running, waiting)), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static ValueTask ExplainAsync(Call call) => call.Texts.Explain(call["code"]) is { } text
        ? call.WriteAsync(Encoding.UTF8.GetBytes($"{call["code"]}\n\n{text}\n"), "text/plain; charset=utf-8")
        : throw new RefusedException(RefusalKind.NotFound, "TR8521", call["code"]);
}

using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Server.Access;
using TaskRunner.Server.Routes;
using Route = TaskRunner.Server.Routes.Route;

namespace TaskRunner.Server.Http;

/// <summary>The way of a request: headers, place, route, caller, role, audit, answer. What goes wrong on it becomes a problem document.</summary>
internal static class Pipeline
{
    public static void Map(WebApplication app, ServerParts parts)
    {
        app.Use(next => http => GuardAsync(http, next, parts));
        app.UseRouting();
        foreach (var route in RouteTable.All)
        {
            IEndpointRouteBuilder endpoints = app;
            string[] methods = route.Method == "GET" ? ["GET", "HEAD"] : [route.Method];
            endpoints.MapMethods(route.Pattern, methods, (RequestDelegate)(http => AnswerAsync(http, route, parts))).WithMetadata(route);
        }
    }

    private static async Task GuardAsync(HttpContext http, RequestDelegate next, ServerParts parts)
    {
        var began = parts.Bench.Time.GetTimestamp();
        SecurityHeaders.Set(http.Response, parts.Options);
        var call = new Call(http, parts, null);
        if (parts.Connections.Check(http) is { } overload)
        {
            await Problem.WriteAsync(call, overload).ConfigureAwait(false);
        }
        else if (parts.Gate.CheckPlace(http.Request) is { } refusal)
        {
            await parts.Denials.NoteAsync(call, null, refusal).ConfigureAwait(false);
            await Problem.WriteAsync(call, refusal.Status, refusal.Code, refusal.Arguments).ConfigureAwait(false);
        }
        else
        {
            await next(http).ConfigureAwait(false);
            if (http.GetEndpoint() is null && !http.Response.HasStarted)
            {
                http.Response.StatusCode = StatusCodes.Status200OK;
                await RestAsync(http, parts).ConfigureAwait(false);
            }
            else if (!http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                await Problem.WriteBareAsync(call).ConfigureAwait(false);
            }
        }

        parts.Metrics.Answered(http.GetEndpoint()?.Metadata.GetMetadata<Route>(), http.Response.StatusCode, parts.Bench.Time.GetElapsedTime(began));
    }

    private static async Task AnswerAsync(HttpContext http, Route route, ServerParts parts)
    {
        var call = new Call(http, parts, null);
        try
        {
            // Where anybody may ask nobody is looked for: that the process lives is to be heard also while its store cannot be read.
            var (caller, unknown) = route.Policy == RoutePolicy.Public
                ? (null, null)
                : await parts.Gate.IdentifyAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
            if (AccessGate.CheckRole(route, caller, unknown, http.Request) is { } refusal)
            {
                await DenyAsync(call, route, caller, refusal).ConfigureAwait(false);
                return;
            }

            call = new Call(http, parts, caller);
            call.Audit = new AuditTrail(call, route);
            await call.Audit.AroundAsync(() => route.Handle(call)).ConfigureAwait(false);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await FailAsync(call, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client left in the middle of an answer.
        }
    }

    private static async ValueTask DenyAsync(Call call, Route route, Caller? caller, Refusal refusal)
    {
        // A page that asks who it is before anybody logged in is nobody turned away.
        var request = call.Http.Request;
        if (caller is not null || route.Changes || request.Headers.Authorization.Count > 0 || request.Cookies.ContainsKey(AccessGate.Cookie))
        {
            await call.Server.Denials.NoteAsync(call, caller, refusal).ConfigureAwait(false);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            call.Http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await Problem.WriteAsync(call, refusal.Status, refusal.Code, refusal.Arguments).ConfigureAwait(false);
    }

    /// <summary>The boundary to all that may go wrong: a refusal, a request that is too large, a client that left, or our own fault.</summary>
    private static async ValueTask FailAsync(Call call, Exception failure)
    {
        switch (failure)
        {
            case OverloadException overload:
                await Problem.WriteAsync(call, overload).ConfigureAwait(false);
                break;
            case RefusedException refused:
                await Problem.WriteAsync(call, refused).ConfigureAwait(false);
                break;
            case BadHttpRequestException bad:
                var most = call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
                await Problem.WriteAsync(call, bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "TR8508" : "TR8509", $"{most}").ConfigureAwait(false);
                break;
            case OperationCanceledException when call.Aborted.IsCancellationRequested:
                break;
            default:
                var trace = Activity.Current?.TraceId.ToString() ?? call.Http.TraceIdentifier;
                call.Server.Options.Notify(new ServerNotice.Failed($"{call.Http.Request.Method} {BearerSecret.Hide(call.Http.Request.Path)} ({trace})", failure));
                await Problem.WriteAsync(call, StatusCodes.Status500InternalServerError, "TR8510", trace).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>What no route takes: files of the page; the page itself for the addresses it makes up; else nothing.</summary>
    private static async Task RestAsync(HttpContext http, ServerParts parts)
    {
        var call = new Call(http, parts, null);
        if (http.Request.Method is not ("GET" or "HEAD") || http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal))
        {
            await Problem.WriteAsync(call, StatusCodes.Status404NotFound, "TR8506", http.Request.Path.ToString()).ConfigureAwait(false);
            return;
        }

        await parts.Page.WriteAsync(call).ConfigureAwait(false);
    }
}

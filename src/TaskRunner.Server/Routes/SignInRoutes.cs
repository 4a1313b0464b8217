using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.SignIn;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>
/// Signing in at an OpenID provider. Not below <c>/api</c>: a browser comes here from the provider's pages, and what is below it is for
/// our own only. What goes wrong is read by a person in a browser, so it is a page.
/// </summary>
internal static class SignInRoutes
{
    public const string Path = "/sign-in";

    private const string Callback = Path + "/callback";
    private const string Cookie = "taskrunner-sign-in";

    public static Route[] All { get; } =
    [
        new("GET", Call.Prefix + "/session/ways", RoutePolicy.Public, "By which ways a person signs in.", c => c.WriteAsync(Describe(c))) { Answer = "SignInWays" },
        new("GET", Path, RoutePolicy.Public, "Sends a browser to the OpenID provider.", BeginAsync) { Produces = "text/html", Status = StatusCodes.Status302Found },
        new("GET", Callback, RoutePolicy.Public, "Where the provider sends it back to; begins a session.", EndAsync)
        {
            Audit = "session.begin",
            Produces = "text/html",
            Status = StatusCodes.Status302Found,
            Query = [new("code", "string"), new("state", "string"), new("error", "string")],
        },
    ];

    private static MapValue Describe(Call call) => MapValue.Of(
        ("token", Value.True),
        ("openId", call.Server.OpenId is { Flow: not null, Options: var options }
            ? MapValue.Of(("name", Value.From(options.Name ?? options.Issuer.Host)), ("start", Value.From(Path)))
            : Value.Null));

    private static CodeFlow FlowOf(Call call) => call.Server.OpenId?.Flow ?? throw new RefusedException(RefusalKind.NotFound, "TR8534");

    private static async ValueTask BeginAsync(Call call)
    {
        var flow = FlowOf(call);
        try
        {
            var request = call.Http.Request;
            var scheme = call.Server.Options.IsSecure ? "https" : "http";
            var (address, state) = await flow.BeginAsync($"{scheme}://{request.Host}{Callback}", call.Aborted).ConfigureAwait(false);
            call.Http.Response.Cookies.Append(Cookie, state, Options(call));
            call.Http.Response.Redirect(address);
        }
        catch (ProviderSilentException silent)
        {
            await ShowAsync(call, silent.ToRefusal()).ConfigureAwait(false);
        }
    }

    private static async ValueTask EndAsync(Call call)
    {
        var flow = FlowOf(call);
        call.Http.Response.Cookies.Delete(Cookie, Options(call));
        try
        {
            var (identity, refusal) = call.Query("error") is { } error
                ? (null, new Refusal(StatusCodes.Status401Unauthorized, "TR8530", Short(error)))
                : await flow.EndAsync(call.Query("state"), call.Http.Request.Cookies[Cookie], call.Query("code"), call.Aborted).ConfigureAwait(false);
            if (identity is null)
            {
                await call.Server.Denials.NoteAsync(call, null, refusal!).ConfigureAwait(false);
                await ShowAsync(call, refusal!).ConfigureAwait(false);
                return;
            }

            await call.Audit.WriteAsync("session.begin", Caller.Of(identity)).ConfigureAwait(false);
            SessionRoutes.SetCookie(call, await call.Server.Sessions.BeginAsync(identity, call.Server.OpenId!.Options.Session, call.Aborted).ConfigureAwait(false));
            call.Http.Response.Redirect("/");
        }
        catch (ProviderSilentException silent)
        {
            await ShowAsync(call, silent.ToRefusal()).ConfigureAwait(false);
        }
    }

    /// <summary>A browser sends it along when it comes back from the provider's page, as a strict one would not be; nowhere else.</summary>
    private static CookieOptions Options(Call call) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = call.Server.Options.IsSecure,
        Path = Path,
        IsEssential = true,
    };

    /// <summary>What comes from elsewhere is shown, but not at length.</summary>
    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static ValueTask ShowAsync(Call call, Refusal refusal)
    {
        var texts = call.Texts;
        var diagnostic = new Diagnostic(refusal.Code, Severity.Error, SourceSpan.None, [.. refusal.Arguments]);
        string Safe(string text) => WebUtility.HtmlEncode(text);
        var page = $"""
            <!doctype html>
            <html lang="{texts.Language}"><head><meta charset="utf-8"><title>TaskRunner</title><link rel="stylesheet" href="/api-docs/style.css"></head>
            <body><main><h1>{Safe(texts.Format("sign-in-failed"))}</h1><p>{Safe(texts.Format(diagnostic))}</p><p>{Safe(texts.Help(diagnostic) ?? "")}</p>
            <p><a href="{Path}">{Safe(texts.Format("sign-in-again"))}</a> · <a href="/">{Safe(texts.Format("sign-in-token"))}</a></p>
            <p><a href="/explain/{diagnostic.Code}">{diagnostic.Code}</a></p></main></body></html>
            """;
        return call.WriteAsync(Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8", refusal.Status);
    }
}

using Microsoft.AspNetCore.Http;
using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>Logging in and out of the page.</summary>
internal static class SessionRoutes
{
    private const string Path = Call.Prefix + "/session";

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "Who the caller is, and what this server is.", c => c.WriteAsync(Describe(c))) { Answer = "Session" },
        new("POST", Path, RoutePolicy.Public, "Begins a session with a token; the answer sets a cookie.", BeginAsync)
        {
            Audit = "session.begin",
            Status = StatusCodes.Status204NoContent,
            Body = [new("token", "string", IsRequired: true)],
        },
        new("DELETE", Path, RoutePolicy.Viewer, "Ends the session.", EndAsync) { Audit = "session.end", Status = StatusCodes.Status204NoContent },
    ];

    private static MapValue Describe(Call call)
    {
        var (caller, server) = (call.Caller, call.Server);
        return MapValue.Of(
            ("name", Value.From(caller.Name)),
            ("role", Value.From(caller.Role.ToWord())),
            ("expiresAt", RunDocument.Time(caller.ExpiresAt)),
            ("version", Value.From(server.Bench.ToolVersion)),
            ("store", Value.From(server.Bench.Store.Identity.Location)),
            ("uploadBytes", Value.From(server.Options.UploadBytes)),
            ("types", new ListValue([.. server.Bench.Types.Names.Order(StringComparer.Ordinal).Select(n => (Value)Value.From(n))])),
            ("languages", new ListValue([Value.From("en"), Value.From("zh")])));
    }

    private static async ValueTask BeginAsync(Call call)
    {
        var text = new BodyReader(await call.ReadAsync().ConfigureAwait(false)).Text("token", isRequired: true);
        if (BearerSecret.Parse(text?.Trim()) is not { } secret || await call.Server.Tokens.FindAsync(secret, call.Aborted).ConfigureAwait(false) is not { } token)
        {
            await call.Server.Denials.NoteAsync(call, null, new Refusal(StatusCodes.Status401Unauthorized, "TR8503")).ConfigureAwait(false);
            await Problem.WriteAsync(call, StatusCodes.Status401Unauthorized, "TR8503").ConfigureAwait(false);
            return;
        }

        await call.Audit.WriteAsync("session.begin", Caller.Of(token)).ConfigureAwait(false);
        SetCookie(call, await call.Server.Sessions.BeginAsync(token, call.Aborted).ConfigureAwait(false));
        await call.NoContentAsync().ConfigureAwait(false);
    }

    /// <summary>Hands a session that was begun to the browser.</summary>
    public static void SetCookie(Call call, (string Cookie, DateTimeOffset ExpiresAt) session) =>
        call.Http.Response.Cookies.Append(AccessGate.Cookie, session.Cookie, Options(call, session.ExpiresAt));

    private static async ValueTask EndAsync(Call call)
    {
        await call.Audit.WriteAsync("session.end", null, null).ConfigureAwait(false);
        if (call.Caller.SessionId is { } id)
        {
            await call.Server.Sessions.EndAsync(id, call.Aborted).ConfigureAwait(false);
            call.Http.Response.Cookies.Delete(AccessGate.Cookie, Options(call, null));
        }

        await call.NoContentAsync().ConfigureAwait(false);
    }

    private static CookieOptions Options(Call call, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = call.Server.Options.IsSecure,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}

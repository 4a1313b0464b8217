using Microsoft.AspNetCore.Http;
using TaskRunner.Access;
using TaskRunner.Operations;
using TaskRunner.Server.Http;
using TaskRunner.Server.Routes;
using TaskRunner.Server.SignIn;

namespace TaskRunner.Server.Access;

/// <summary>Lets a request to its route, or says why not: host and origin, then who it is, then whether they may.</summary>
internal sealed class AccessGate(TokenBook tokens, SessionBook sessions, HostNames hosts, OpenId? openId, TimeProvider time)
{
    public const string Cookie = "taskrunner-session";
    public const string OwnPageHeader = "X-TaskRunner";

    private const string BearerPrefix = "Bearer ";

    /// <returns>Null where the host or origin may not call this server at all.</returns>
    public Refusal? CheckPlace(HttpRequest request)
    {
        if (!hosts.Knows(request.Host))
        {
            return new Refusal(StatusCodes.Status421MisdirectedRequest, "TR8501", request.Host.ToString());
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !hosts.IsOwn(origin, request))
        {
            return new Refusal(StatusCodes.Status403Forbidden, "TR8502", origin);
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && request.Path.StartsWithSegments(Call.Prefix, StringComparison.Ordinal)
            ? new Refusal(StatusCodes.Status403Forbidden, "TR8502", "cross-site")
            : null;
    }

    /// <returns>Who it is, or why what they showed does not hold.</returns>
    public async ValueTask<(Caller? Caller, Refusal? Refusal)> IdentifyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            var known = request.Cookies[Cookie] is { } cookie ? await sessions.FindAsync(cookie, cancellationToken).ConfigureAwait(false) : null;
            return (known, known is null ? Unknown : null);
        }

        var shown = header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header[BearerPrefix.Length..].Trim() : "";
        if (openId is { Options.Audience: { } audience } && IdentityTokens.LooksLike(shown))
        {
            var (identity, refusal) = await openId.Tokens.CheckAsync(shown, audience, null, cancellationToken).ConfigureAwait(false);
            return (identity is null ? null : Caller.Of(identity), refusal);
        }

        return BearerSecret.Parse(shown) is { } secret && await tokens.FindAsync(secret, cancellationToken).ConfigureAwait(false) is { } token
            ? (Caller.Of(token), null)
            : (null, Unknown);
    }

    /// <param name="route">What is asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="unknown">Why it is not known who asks.</param>
    /// <param name="request">How they ask.</param>
    public static Refusal? CheckRole(Route route, Caller? caller, Refusal? unknown, HttpRequest request)
    {
        if (route.Policy.RoleOf() is not { } least)
        {
            return null;
        }

        if (caller is null)
        {
            return unknown ?? Unknown;
        }

        if (caller.Role < least)
        {
            return new Refusal(StatusCodes.Status403Forbidden, "TR8504", caller.Name, caller.Role.ToWord(), least.ToWord());
        }

        return route.Changes && caller.IsByCookie && request.Headers[OwnPageHeader] != "1"
            ? new Refusal(StatusCodes.Status403Forbidden, "TR8505", OwnPageHeader)
            : null;
    }

    /// <summary>Whether a stream that was opened may go on: what was shown still holds.</summary>
    public async ValueTask<bool> StillHoldsAsync(Caller caller, CancellationToken cancellationToken) =>
        (caller.ExpiresAt is not { } end || time.GetUtcNow() < end)
        && (caller.SessionId is not { } session || await sessions.HoldsAsync(session, cancellationToken).ConfigureAwait(false))
        && (caller.TokenId is not { } token || await tokens.FindAsync(token, cancellationToken).ConfigureAwait(false) is not null);

    private static Refusal Unknown => new(StatusCodes.Status401Unauthorized, "TR8503");
}

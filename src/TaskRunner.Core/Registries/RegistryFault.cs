using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries;

/// <summary>What went wrong with a registry, as a refusal that names the place and the way out.</summary>
internal static class RegistryFault
{
    /// <summary>No answer came: the name, the network or TLS.</summary>
    public static RefusedException Unreachable(string host, HttpRequestException e)
    {
        var code = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "TR8310",
            HttpRequestError.SecureConnectionError => "TR8312",
            _ when e.InnerException is AuthenticationException => "TR8312",
            _ when e.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain } => "TR8310",
            _ => "TR8311",
        };
        return new RefusedException(RefusalKind.Store, code, host, Innermost(e).Message);
    }

    public static RefusedException TooSlow(string host, TimeSpan limit) =>
        new(RefusalKind.Store, "TR8318", host, Math.Max(1, (int)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>The registry understood and does not do it.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="answer">Not a success.</param>
    /// <param name="what">The reference or the digest that was asked for.</param>
    /// <param name="account">Whom it was asked as, or null.</param>
    public static RefusedException Refused(string host, HttpResponseMessage answer, string what, string? account) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized when account is null => new(RefusalKind.NotAllowed, "TR8313", host, what),
        HttpStatusCode.Unauthorized => new(RefusalKind.NotAllowed, "TR8314", host, what, account),
        HttpStatusCode.Forbidden => new(RefusalKind.NotAllowed, "TR8315", host, what, account ?? "-"),
        HttpStatusCode.NotFound => new(RefusalKind.NotFound, "TR8316", what),
        var status => new(RefusalKind.Store, "TR8317", host, what, ((int)status).ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>It leads to where this program does not follow.</summary>
    public static RefusedException Elsewhere(string host, string target) => new(RefusalKind.NotAllowed, "TR8319", host, Shown(target));

    public static RefusedException TooLarge(string what, long limit) =>
        new(RefusalKind.Invalid, "TR8320", what, limit.ToString(CultureInfo.InvariantCulture));

    public static RefusedException OtherContent(string what, string expected, string found) => new(RefusalKind.Invalid, "TR8321", what, expected, Shown(found));

    public static RefusedException Broken(string host, string what, string reason) => new(RefusalKind.Store, "TR8323", host, what, Shown(reason));

    /// <summary>Texts of a stranger go to a terminal without what could steer it, and not for ever.</summary>
    public static string Shown(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

using System.Net;
using Microsoft.AspNetCore.Http;

namespace TaskRunner.Server.Access;

/// <summary>
/// The names this server answers to. A page of somebody else's can make a browser send requests here under a name of its own that
/// it lets point to this machine; such a request is told by its host.
/// </summary>
internal sealed class HostNames(ServerOptions options)
{
    private readonly HashSet<string> _names = new(
        ["localhost", "127.0.0.1", "[::1]", .. options.Hosts, .. Own(options.Address)], StringComparer.OrdinalIgnoreCase);

    public bool Knows(HostString host) => host.HasValue && _names.Contains(host.Host);

    /// <summary>Whether a page of this server sent it: the same host and port; its scheme is the proxy's business where there is one.</summary>
    public bool IsOwn(string origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !from.Authority.Equals(Authority(request, from), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return options.BehindProxy ? from.Scheme is "http" or "https" : from.Scheme == request.Scheme;
    }

    /// <summary>A port that is the scheme's own is not written.</summary>
    private static string Authority(HttpRequest request, Uri from) =>
        request.Host.Port is { } port && port != (from.Scheme == "https" ? 443 : 80) ? request.Host.ToString() : request.Host.Host;

    private static IEnumerable<string> Own(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? [] : [address.ToString().Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address.ToString()];
}

using System.Buffers;

namespace TaskRunner.Schemas.Formats;

/// <summary>RFC 5321 mailboxes: a dotted or quoted local part, and a host name or address literal.</summary>
internal static class EmailFormat
{
    private static readonly SearchValues<char> Atom =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && IsLocal(text[..at]) && IsDomain(text[(at + 1)..]);
    }

    private static bool IsLocal(string local) => local.StartsWith('"')
        ? IsQuoted(local)
        : local.Split('.').All(part => part.Length > 0 && !part.AsSpan().ContainsAnyExcept(Atom));

    private static bool IsQuoted(string local)
    {
        var inner = local.Length < 2 || !local.EndsWith('"') ? null : local[1..^1];
        for (var i = 0; i < inner?.Length; i++)
        {
            i += inner[i] == '\\' ? 1 : 0;
            if (i >= inner.Length || inner[i] is < ' ' or > '~' || (inner[i] == '"' && inner[i - 1 < 0 ? 0 : i - 1] != '\\'))
            {
                return false;
            }
        }

        return inner is not null;
    }

    private static bool IsDomain(string domain)
    {
        if (domain is not ['[', .. var literal, ']'])
        {
            return HostFormats.IsHostname(domain);
        }

        const string ipv6 = "IPv6:";
        return literal.StartsWith(ipv6, StringComparison.OrdinalIgnoreCase) ? HostFormats.IsIpv6(literal[ipv6.Length..]) : HostFormats.IsIpv4(literal);
    }
}

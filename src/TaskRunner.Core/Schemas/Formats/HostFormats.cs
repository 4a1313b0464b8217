using System.Buffers;
using System.Net;

namespace TaskRunner.Schemas.Formats;

/// <summary>Host names (RFC 1123; <c>xn--</c> labels by RFC 5891) and addresses.</summary>
internal static class HostFormats
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool IsHostname(string text) => text.Length is > 0 and <= LongestName && text.Split('.').All(IsLabel);

    public static bool IsIpv4(string text) => text.Split('.') is { Length: 4 } parts && parts.All(IsOctet);

    public static bool IsIpv6(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal) || text.AsSpan().ContainsAnyExcept(AddressCharacters))
        {
            return false;
        }

        // The framework takes leading zeros in the embedded IPv4 part; RFC 3986 does not.
        var last = text[(text.LastIndexOf(':') + 1)..];
        return IPAddress.TryParse(text, out _) && (!last.Contains('.', StringComparison.Ordinal) || IsIpv4(last));
    }

    private static bool IsOctet(string text) =>
        text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && int.Parse(text, null) <= 255;

    private static bool IsLabel(string label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-' || !label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return false;
        }

        var isReserved = label.Length > 3 && label[2] == '-' && label[3] == '-';
        return !isReserved || (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && InternationalLabel.IsValid(label[4..]));
    }
}

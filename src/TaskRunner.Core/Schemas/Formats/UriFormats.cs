using System.Buffers;

namespace TaskRunner.Schemas.Formats;

/// <summary>RFC 3986 by its grammar: the framework's parser repairs and accepts too much to judge a person's text.</summary>
internal static class UriFormats
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string PathCharacters = Unreserved + "!$&'()*+,;=:@%";

    private static readonly SearchValues<char> Path = SearchValues.Create(PathCharacters + "/");
    private static readonly SearchValues<char> Query = SearchValues.Create(PathCharacters + "/?");
    private static readonly SearchValues<char> UserInfo = SearchValues.Create(Unreserved + "!$&'()*+,;=:%");
    private static readonly SearchValues<char> Name = SearchValues.Create(Unreserved + "!$&'()*+,;=%");

    public static bool IsUri(string text) => SchemeLength(text) is > 0 and var scheme && IsRest(text.AsSpan(scheme + 1));

    public static bool IsReference(string text)
    {
        if (IsUri(text))
        {
            return true;
        }

        var firstSegment = text.AsSpan();
        var end = firstSegment.IndexOfAny('/', '?', '#');
        return !(end < 0 ? firstSegment : firstSegment[..end]).Contains(':') && IsRest(text);
    }

    private static int SchemeLength(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0 ? colon : 0;
    }

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static bool IsRest(ReadOnlySpan<char> text)
    {
        if (!HasWholeEscapes(text))
        {
            return false;
        }

        var rest = Cut(text, '#', out var fragment);
        rest = Cut(rest, '?', out var query);
        if (fragment.ContainsAnyExcept(Query) || query.ContainsAnyExcept(Query))
        {
            return false;
        }

        if (!rest.StartsWith("//"))
        {
            return !rest.ContainsAnyExcept(Path);
        }

        var slash = rest[2..].IndexOf('/');
        var authority = slash < 0 ? rest[2..] : rest.Slice(2, slash);
        return IsAuthority(authority) && !rest[(authority.Length + 2)..].ContainsAnyExcept(Path);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at >= 0 && text[..at].ContainsAnyExcept(UserInfo))
        {
            return false;
        }

        var host = text[(at + 1)..];
        var portAt = host.LastIndexOf(':');
        if (host is ['[', ..])
        {
            var close = host.IndexOf(']');
            return close > 0 && IsAddress(host[1..close]) && (host[(close + 1)..] is [] || (host[close + 1] == ':' && IsPort(host[(close + 2)..])));
        }

        return portAt < 0 ? !host.ContainsAnyExcept(Name) : IsPort(host[(portAt + 1)..]) && !host[..portAt].ContainsAnyExcept(Name);
    }

    private static bool IsAddress(ReadOnlySpan<char> text) => text is ['v' or 'V', ..]
        ? text.IndexOf('.') > 1 && !text.ContainsAnyExcept(UserInfo)
        : HostFormats.IsIpv6(text.ToString());

    private static bool IsPort(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, char mark, out ReadOnlySpan<char> after)
    {
        var at = text.IndexOf(mark);
        after = at < 0 ? [] : text[(at + 1)..];
        return at < 0 ? text : text[..at];
    }

    private static bool HasWholeEscapes(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])))
            {
                return false;
            }
        }

        return true;
    }
}

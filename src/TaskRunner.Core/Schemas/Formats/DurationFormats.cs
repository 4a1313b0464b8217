using System.Buffers;

namespace TaskRunner.Schemas.Formats;

/// <summary>Durations by RFC 3339, appendix A (<c>P1Y2M3DT4H</c>, <c>P2W</c>) and as Go writes them (<c>1h30m</c>, <c>50ms</c>).</summary>
internal static class DurationFormats
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    public static bool IsDuration(string text) => text.StartsWith('P') ? IsIso(text.AsSpan(1)) : IsGo(text);

    private static bool IsIso(ReadOnlySpan<char> text)
    {
        if (Units(text) is "W")
        {
            return true;
        }

        var t = text.IndexOf('T');
        var date = Units(t < 0 ? text : text[..t]);
        var time = t < 0 ? "" : Units(text[(t + 1)..]);
        return date is not null && time is not null && date.Length + time.Length > 0
            && (t < 0 || time.Length > 0) && "YMD".Contains(date, StringComparison.Ordinal) && "HMS".Contains(time, StringComparison.Ordinal);
    }

    /// <summary>The letters of <c>1Y2M</c>; null where a number or letter is missing.</summary>
    private static string? Units(ReadOnlySpan<char> text)
    {
        var units = "";
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
            {
                return null;
            }

            units += text[digits];
            text = text[(digits + 1)..];
        }

        return units;
    }

    private static bool IsGo(string text)
    {
        var rest = text.AsSpan();
        rest = rest is ['+' or '-', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        var any = false;
        while (!rest.IsEmpty)
        {
            var number = rest.IndexOfAnyExcept(Number);
            if (number < 1 || rest[..number].Count('.') > 1 || rest[..number] is "." || UnitLength(rest[number..]) is not (> 0 and var unit))
            {
                return false;
            }

            any = true;
            rest = rest[(number + unit)..];
        }

        return any;
    }

    private static int UnitLength(ReadOnlySpan<char> text) => text switch
    {
        ['n' or 'u' or 'µ' or 'μ' or 'm', 's', ..] => 2,
        ['s' or 'm' or 'h', ..] => 1,
        _ => 0,
    };
}

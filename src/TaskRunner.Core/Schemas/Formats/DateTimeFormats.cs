using System.Globalization;

namespace TaskRunner.Schemas.Formats;

/// <summary>RFC 3339: full dates, full times and both. Leap seconds only where they can be: 23:59:60 UTC.</summary>
internal static class DateTimeFormats
{
    private const int MinutesOfDay = 24 * 60;

    public static bool IsDate(string text) => IsDate(text.AsSpan());

    public static bool IsTime(string text) => IsTime(text.AsSpan());

    public static bool IsDateTime(string text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text.AsSpan(0, 10)) && IsTime(text.AsSpan(11));

    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !TryTwo(text, 0, 23, out var hour) || !TryTwo(text, 3, 59, out var minute) || !TryTwo(text, 6, 60, out var second))
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
            {
                return false;
            }

            rest = rest[(digits + 1)..];
        }

        return TryOffset(rest, out var offset) && (second < 60 || IsLastMinute((hour * 60) + minute - offset));
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryTwo(text, 1, 23, out var hours) || !TryTwo(text, 4, 59, out minutes))
        {
            return false;
        }

        minutes = ((hours * 60) + minutes) * (text[0] == '+' ? 1 : -1);
        return true;
    }

    private static bool IsLastMinute(int minuteUtc) => ((minuteUtc % MinutesOfDay) + MinutesOfDay) % MinutesOfDay == MinutesOfDay - 1;

    private static bool TryTwo(ReadOnlySpan<char> text, int at, int most, out int number)
    {
        number = 0;
        if (!char.IsAsciiDigit(text[at]) || !char.IsAsciiDigit(text[at + 1]))
        {
            return false;
        }

        number = ((text[at] - '0') * 10) + text[at + 1] - '0';
        return number <= most;
    }
}

using System.Globalization;

namespace TaskRunner.Model;

/// <summary>
/// Durations as Go writes them: <c>50ms</c>, <c>1h30m</c>, <c>1.5s</c>, <c>0</c>; units <c>ns us µs ms s m h</c>. At most 10,000
/// days; negative ones are refused, for nothing here waits backwards.
/// </summary>
public static class GoDuration
{
    private const double LongestSeconds = 10_000d * 24 * 3600;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        var (seconds, at) = (0d, 0);
        while (at < text.Length)
        {
            if (!TryReadPart(text, ref at, out var part))
            {
                return false;
            }

            seconds += part;
        }

        if (text.Length == 0 || seconds > LongestSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>The shortest way Go's reader takes back: <c>1h30m</c>, <c>500ms</c>, <c>0</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0";
        }

        var (hours, minutes) = ((long)duration.TotalHours, duration.Minutes);
        var rest = duration - TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(minutes);
        var seconds = rest == TimeSpan.Zero ? ""
            : rest < TimeSpan.FromSeconds(1) && hours + minutes == 0 ? Invariant(rest.TotalMilliseconds) + "ms"
            : Invariant(rest.TotalSeconds) + "s";
        return (hours > 0 ? $"{hours}h" : "") + (minutes > 0 ? $"{minutes}m" : "") + seconds;
    }

    private static string Invariant(double number) => number.ToString("0.########", CultureInfo.InvariantCulture);

    private static bool TryReadPart(string text, ref int at, out double seconds)
    {
        seconds = 0;
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
        {
            at++;
        }

        if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var unit = at;
        while (at < text.Length && !char.IsAsciiDigit(text[at]) && text[at] != '.')
        {
            at++;
        }

        var factor = UnitInSeconds(text.AsSpan(unit, at - unit));
        seconds = number * factor;
        return factor > 0;
    }

    private static double UnitInSeconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1e-9,
        "us" or "µs" or "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 0,
    };
}

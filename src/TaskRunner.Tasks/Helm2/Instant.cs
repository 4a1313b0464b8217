using System.Globalization;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>Times in UTC as helm 3 writes them: RFC 3339, nanoseconds without the zeros at their end, nothing for no time.</summary>
internal static class Instant
{
    private const long NanosInSecond = 1_000_000_000;

    /// <summary>Go's zero time, which counts as none.</summary>
    private const long ZeroTime = -62_135_596_800;

    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <exception cref="InvalidDataException">The time is before year 1 or after year 9999.</exception>
    public static StringValue Of(WireMessage? timestamp)
    {
        if (timestamp is null)
        {
            return new StringValue("");
        }

        var nanos = (int)timestamp.Number(2);
        var carried = Math.DivRem(nanos, NanosInSecond, out var rest);
        (carried, rest) = rest < 0 ? (carried - 1, rest + NanosInSecond) : (carried, rest);
        var seconds = timestamp.Number(1) is >= ZeroTime - 2 and var s && s <= Last ? s + carried : long.MinValue;
        if (seconds < ZeroTime || seconds > Last)
        {
            throw new InvalidDataException($"a time is out of range: {timestamp.Number(1)} seconds");
        }

        return new StringValue(seconds == ZeroTime && rest == 0 ? "" : Format(seconds, rest));
    }

    private static string Format(long seconds, long nanos)
    {
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = nanos == 0 ? "" : "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{whole}{fraction}Z";
    }
}

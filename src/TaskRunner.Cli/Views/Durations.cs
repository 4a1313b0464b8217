using System.Globalization;

namespace TaskRunner.Cli.Views;

/// <summary>Times as people read them: <c>0.4s</c>, <c>12s</c>, <c>1m05s</c>, <c>2h03m</c>.</summary>
internal static class Durations
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0}s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}h{time.Minutes:00}m"),
    };

    public static string Of(DateTimeOffset? from, DateTimeOffset? to) => from is { } a && to is { } b ? Of(b - a) : "";

    /// <summary>A moment in local time with its zone, for people.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}

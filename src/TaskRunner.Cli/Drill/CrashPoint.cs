using System.Globalization;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// Where the program kills itself: <c>before:N</c>, <c>during:N</c> or <c>after:N</c>, counting its commits from 1; with <c>:stop</c> behind
/// it, it only stops itself (SIGSTOP), so that a test can kill its supervisor just there and let it go on.
/// </summary>
internal readonly record struct CrashPoint(CrashMoment Moment, int Commit, bool OnlyStops = false)
{
    /// <summary>Read in the composition root and nowhere else; no documented flag, for whoever sets it wants to die.</summary>
    public const string Variable = "TASKRUNNER_CRASH";

    public override string ToString() => $"{Moment.ToString().ToLowerInvariant()}:{Commit.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null: the program does not crash.</summary>
    /// <exception cref="RefusedException">The variable is set and says nothing that makes sense: a trial that never crashes would prove nothing.</exception>
    public static CrashPoint? Of(string? text)
    {
        if (text is null or "")
        {
            return null;
        }

        var parts = text.Split(':');
        return parts is [var moment, var number, .. var rest] && (rest is [] or ["stop"]) && MomentOf(moment) is { } when
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var commit) && commit > 0
            ? new CrashPoint(when, commit, OnlyStops: rest.Length > 0)
            : throw new RefusedException(RefusalKind.Usage, "TR8024", Variable, text, "before:N, during:N, after:N");
    }

    private static CrashMoment? MomentOf(string word) => word switch
    {
        "before" => CrashMoment.Before,
        "during" => CrashMoment.During,
        "after" => CrashMoment.After,
        _ => null,
    };
}

/// <summary>On which side of a commit.</summary>
internal enum CrashMoment
{
    /// <summary>Nothing of the commit is written.</summary>
    Before,

    /// <summary>The write is under way: the commit is whole or not there, and nobody was told which.</summary>
    During,

    /// <summary>The commit is durable, and nobody was told.</summary>
    After,
}

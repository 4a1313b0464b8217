using System.Collections.Immutable;

namespace TaskRunner.Cli.Drill;

/// <summary>One crash to try.</summary>
/// <param name="Way">How.</param>
/// <param name="Point">At which commit.</param>
internal sealed record Trial(CrashWay Way, CommitPoint Point)
{
    /// <summary>While it was rolled back.</summary>
    public bool IsUndo { get; init; }

    public CrashPoint Crash => new(Way == CrashWay.After ? CrashMoment.After : CrashMoment.Before, Point.Number);

    /// <summary>
    /// The crashes of a run: before and after each commit, and before each commit that would have recorded how a task ended, with
    /// all that was known about it lost. A sample takes them at equal distances.
    /// </summary>
    public static ImmutableArray<Trial> All(ImmutableArray<CommitPoint> points, int? most)
    {
        var all = points.SelectMany(p => p.Ended.Any()
            ? new[] { new Trial(CrashWay.Before, p), new Trial(CrashWay.Lost, p), new Trial(CrashWay.After, p) }
            : [new Trial(CrashWay.Before, p), new Trial(CrashWay.After, p)]).ToList();
        return most is not { } count || all.Count <= count
            ? [.. all]
            : [.. Enumerable.Range(0, count).Select(i => all[count == 1 ? 0 : (int)((long)i * (all.Count - 1) / (count - 1))])];
    }
}

/// <summary>How a trial crashes.</summary>
internal enum CrashWay
{
    /// <summary>The runner is killed before the commit; its supervisor lives and remembers.</summary>
    Before,

    /// <summary>The runner is killed when the commit is durable.</summary>
    After,

    /// <summary>
    /// The runner is killed before the commit, its supervisor too, and what that remembered is gone: as when a machine dies right after a
    /// task's last effect. Nobody can tell any more how the task ended.
    /// </summary>
    Lost,
}

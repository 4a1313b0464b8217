using System.Collections.Immutable;

namespace TaskRunner.Cli.Drill;

/// <summary>What was tried of a story.</summary>
internal sealed record StoryCount
{
    /// <summary>Commits of the undisturbed run.</summary>
    public int Commits { get; init; }

    /// <summary>Crashes there are to try.</summary>
    public int Possible { get; init; }

    /// <summary>Crashes that took place, by their way.</summary>
    public ImmutableSortedDictionary<CrashWay, int> Crashes { get; init; } = ImmutableSortedDictionary<CrashWay, int>.Empty;

    /// <summary>Trials whose run was over before it came to the point: with several tasks at a time runs differ.</summary>
    public int NotReached { get; init; }

    public int Tried => Crashes.Values.Sum() + NotReached;

    public StoryCount With(CrashWay way) => this with { Crashes = Crashes.SetItem(way, Crashes.GetValueOrDefault(way) + 1) };
}

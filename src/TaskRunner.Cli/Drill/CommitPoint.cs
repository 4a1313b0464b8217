using System.Collections.Immutable;
using System.Globalization;

namespace TaskRunner.Cli.Drill;

/// <summary>A commit of the undisturbed run, as its <see cref="CommitLog"/> has it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Facts">Kind of each record, and the number of the task it is about.</param>
internal sealed record CommitPoint(int Number, ImmutableArray<(string Kind, int? Task)> Facts)
{
    public const string Outcome = "outcome";

    /// <summary>Tasks whose attempt ended in it.</summary>
    public IEnumerable<int> Ended => Facts.Where(f => f.Kind == Outcome).Select(f => f.Task!.Value).Distinct();

    public static ImmutableArray<CommitPoint> Read(string file) => File.Exists(file) ? [.. File.ReadLines(file).Select(Parse)] : [];

    /// <summary>What the commit holds, in the words of the journal: <c>outcome build, intent test</c>.</summary>
    public string Describe(IReadOnlyList<string> tasks) => string.Join(
        ", ", Facts.Where(f => f.Kind is not ("step" or "runner")).Select(f => f.Task is { } task && task < tasks.Count ? $"{f.Kind} {tasks[task]}" : f.Kind));

    private static CommitPoint Parse(string line)
    {
        var words = line.Split(' ');
        return new CommitPoint(int.Parse(words[0], CultureInfo.InvariantCulture), [.. words.Skip(1).Select(Fact)]);
    }

    private static (string Kind, int? Task) Fact(string word)
    {
        var parts = word.Split(':');
        return (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null);
    }
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>Says in what a run ended otherwise than the undisturbed one, leaving out what differs between two undisturbed ones.</summary>
internal sealed partial class Comparison
{
    private static readonly string[] Consequences = ["blocked", "cancelled", "pending"];
    private static readonly string[] Untouched = ["reused", "skipped", "kept", .. Consequences];

    private readonly Picture _first;
    private readonly IReadOnlyDictionary<string, TaskPolicy> _policies;
    private readonly HashSet<string> _volatileFiles;

    public Comparison(Picture first, Picture second, IReadOnlyDictionary<string, TaskPolicy> policies)
    {
        (_first, _policies) = (first, policies);
        Volatile = [.. Different(first.Leaves(), second.Leaves())];
        _volatileFiles = [.. Different(first.Files, second.Files).Select(Shape)];
        States = [.. Unlike(second).Select(t => new Finding(FindingKind.Unsteady, t.Name, null, StateOf(t.Name), t.State, t.Failure?.Message))];
    }

    /// <summary>What cannot be compared.</summary>
    public ImmutableArray<(string Task, string Path)> Volatile { get; }

    /// <summary>Findings about the two undisturbed runs themselves.</summary>
    public ImmutableArray<Finding> States { get; }

    public TaskPolicy PolicyOf(string task) => _policies.GetValueOrDefault(Keys().Replace(task, "")) ?? new TaskPolicy();

    /// <summary>After a crash and a resume.</summary>
    public IEnumerable<Finding> AfterCrash(Picture seen)
    {
        var unlike = Unlike(seen).ToList();
        var roots = unlike.Where(t => !Consequences.Contains(t.State)).ToList();
        foreach (var task in roots.Count > 0 ? roots : unlike)
        {
            yield return new Finding(KindOf(task), task.Name, null, StateOf(task.Name), task.State, (task.RollbackFailure ?? task.Failure)?.Message);
        }

        if (unlike.Count > 0)
        {
            yield break; // other outputs follow from it
        }

        if (seen.Run.StateWord != _first.Run.StateWord)
        {
            yield return new Finding(FindingKind.OtherEnd, null, null, _first.Run.StateWord, seen.Run.StateWord, null);
        }

        foreach (var finding in OtherOutputs(seen, t => KindOf(t)).Concat(OtherFiles(seen)))
        {
            yield return finding;
        }
    }

    /// <summary>After a rollback that was crashed; this is the comparison of undisturbed ones.</summary>
    public IEnumerable<Finding> AfterUndo(Picture seen)
    {
        var unlike = Unlike(seen).ToList();
        return unlike.Count > 0
            ? unlike.Select(t => new Finding(FindingKind.NotRolledBack, t.Name, null, StateOf(t.Name), t.State, (t.RollbackFailure ?? t.Failure)?.Message))
            : OtherFiles(seen);
    }

    /// <summary>
    /// After all was rolled back and done anew. Only where each task that ran says by its policy that this must be possible.
    /// </summary>
    public IEnumerable<Finding> AfterReturn(Picture seen)
    {
        var roots = Unlike(seen).Where(t => !Consequences.Contains(t.State)).ToList();
        return roots.Count > 0
            ? roots.Select(t => new Finding(KindOf(t, true), t.Name, null, StateOf(t.Name), t.State, (t.RollbackFailure ?? t.Failure)?.Message))
            : OtherOutputs(seen, t => KindOf(t, true));
    }

    public bool MayReturn => _first.Run.Tasks.All(t => t.Attempts == 0 || PolicyOf(t.Name) is { Rollback: true } or { Idempotent: true });

    /// <summary>After tasks that had succeeded ran again.</summary>
    public IEnumerable<Finding> AfterRepeat(Picture seen)
    {
        var bad = seen.Run.Tasks.Where(t => PolicyOf(t.Name).Idempotent && !Untouched.Contains(t.State) && t.State != "succeeded").ToList();
        return bad.Count > 0
            ? bad.Select(t => new Finding(FindingKind.NotIdempotent, t.Name, null, StateOf(t.Name), t.State, t.Failure?.Message))
            : OtherOutputs(seen, t => PolicyOf(t.Name).Idempotent && t.State == "succeeded" ? FindingKind.NotIdempotent : null).Concat(OtherFiles(seen));
    }

    private IEnumerable<TaskReport> Unlike(Picture seen) => seen.Run.Tasks.Where(t => t.State != StateOf(t.Name));

    private string StateOf(string task) => _first.Task(task)?.State ?? "-";

    private FindingKind KindOf(TaskReport task) => KindOf(task, task.LastAttempt > (_first.Task(task.Name)?.LastAttempt ?? 0));

    private FindingKind KindOf(TaskReport task, bool ranAgain) => (ranAgain, PolicyOf(task.Name)) switch
    {
        (true, { Rollback: true }) => FindingKind.NotUndone,
        (true, { Idempotent: true }) => FindingKind.NotIdempotent,
        _ => FindingKind.OtherEnd,
    };

    private IEnumerable<Finding> OtherOutputs(Picture seen, Func<TaskReport, FindingKind?> kindOf)
    {
        var (before, now) = (_first.Leaves(), seen.Leaves());
        foreach (var (task, path) in Different(before, now).Except(Volatile))
        {
            if (seen.Task(task) is { } report && kindOf(report) is { } kind)
            {
                yield return new Finding(kind, task, path, Text(before, (task, path)), Text(now, (task, path)), null);
            }
        }
    }

    private IEnumerable<Finding> OtherFiles(Picture seen) => Different(_first.Files, seen.Files).Where(f => !_volatileFiles.Contains(Shape(f)))
        .Select(f => new Finding(FindingKind.File, null, f, _first.Files.ContainsKey(f) ? "" : "-", seen.Files.ContainsKey(f) ? "" : "-", null));

    /// <summary>A name without the numbers that programs put into names they draw: <c>live.2927</c> is the next <c>live.38836</c>.</summary>
    private static string Shape(string path) => Drawn().Replace(path, "#");

    private static string Text(ImmutableSortedDictionary<(string Task, string Path), Value> leaves, (string Task, string Path) at) =>
        leaves.TryGetValue(at, out var value) ? value.ToString() : "-";

    private static IEnumerable<TKey> Different<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> a, IReadOnlyDictionary<TKey, TValue> b) =>
        a.Keys.Union(b.Keys).Where(k => !a.TryGetValue(k, out var left) || !b.TryGetValue(k, out var right) || !left!.Equals(right)).Order();

    [GeneratedRegex(@"(?<![a-z])[0-9a-f]*[0-9][0-9a-f]*(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex Drawn();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Keys();
}

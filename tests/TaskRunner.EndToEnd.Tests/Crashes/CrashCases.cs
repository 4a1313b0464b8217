namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>All crashes there are to try.</summary>
internal static class CrashCases
{
    private static readonly string[] Moments = ["before", "during", "after"];
    private static readonly string[] Points = ["marked", "started", "ended"];
    private static readonly Victim[] Victims = [Victim.Runner, Victim.Supervisor, Victim.Both];
    private static readonly CrashPlace[] Resumes = [new("after", 1), new("before", 2), new("after", 2)];

    /// <summary>Each place × victim × policy × story once; a probe is asked only after its own task was lost.</summary>
    public static IEnumerable<CrashCase> Single() =>
        from story in Enum.GetValues<CrashStory>()
        from policy in Policies(story)
        from place in Places(story, policy)
        from victim in Victims
        where !place.IsCommit || place.Number > 1 || victim == Victim.Runner // before the first process there is no supervisor
        select new CrashCase(story, policy, place, victim, null);

    /// <summary>Those whose run is resumed, and the resume is killed as well.</summary>
    public static IEnumerable<CrashCase> Double() =>
        from trial in Single()
        where trial.Victim.HasFlag(Victim.Runner)
        from again in Resumes
        select trial with { Again = again };

    /// <summary>A chain makes one commit before each process, one after the last, and one that settles the run; the way back begins with one of its own.</summary>
    private static IEnumerable<CrashPlace> Places(CrashStory story, CrashPolicy policy)
    {
        var uninterrupted = CrashTable.Uninterrupted(story, policy);
        var steps = uninterrupted.Count;
        var commits = steps + (uninterrupted.Any(s => s.Verb == "rollback") ? 3 : 2);
        return policy.Probe != ProbeAnswer.NoProbe
            ? Points.Select(p => new CrashPlace(p, 2))
            : [
                .. from number in Enumerable.Range(1, commits) from moment in Moments select new CrashPlace(moment, number),
                .. from number in Enumerable.Range(1, steps) from point in Points select new CrashPlace(point, number),
            ];
    }

    private static IEnumerable<CrashPolicy> Policies(CrashStory story) =>
        from rollback in (bool[])[false, true]
        from idempotent in (bool[])[false, true]
        from probe in story == CrashStory.Succeeds ? Enum.GetValues<ProbeAnswer>() : [ProbeAnswer.NoProbe]
        select new CrashPolicy(rollback, idempotent, probe);
}

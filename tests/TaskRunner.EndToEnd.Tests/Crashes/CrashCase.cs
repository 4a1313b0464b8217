namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>How a run goes when nothing crashes.</summary>
internal enum CrashStory
{
    /// <summary>first → work → last, all succeed.</summary>
    Succeeds,

    /// <summary>The last one fails, and everything is rolled back (<c>onFailure.rollback: all</c>).</summary>
    RollsAllBack,

    /// <summary>The one in the middle fails; what failed is rolled back if it can be (<c>failed</c>).</summary>
    WorkFails,
}

/// <summary>What the probe of the task in the middle answers.</summary>
internal enum ProbeAnswer
{
    NoProbe,
    Done,
    NotDone,
    CannotTell,
}

[Flags]
internal enum Victim
{
    Runner = 1,
    Supervisor = 2,
    Both = 3,
}

/// <summary>The policy of the task in the middle.</summary>
internal sealed record CrashPolicy(bool Rollback, bool Idempotent, ProbeAnswer Probe);

/// <summary>Where the crash is: at a commit of the runner, or at a step of the supervisor.</summary>
/// <param name="Moment"><c>before, during, after</c> a commit; <c>marked, started, ended</c> of a process.</param>
/// <param name="Number">Of the commit, or of the process, from 1.</param>
internal sealed record CrashPlace(string Moment, int Number)
{
    public bool IsCommit => Moment is "before" or "during" or "after";

    public override string ToString() => $"{Moment}:{Number}";
}

/// <summary>One crash to try.</summary>
/// <param name="Again">Where the resume is killed too, or null: it is left in peace.</param>
internal sealed record CrashCase(CrashStory Story, CrashPolicy Policy, CrashPlace Place, Victim Victim, CrashPlace? Again)
{
    public override string ToString() =>
        $"{Story}, rollback {Policy.Rollback}, idempotent {Policy.Idempotent}, probe {Policy.Probe}, {Place}, {Victim} killed{(Again is null ? "" : $", resume killed {Again}")}";
}

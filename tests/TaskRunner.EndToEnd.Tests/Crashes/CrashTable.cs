namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>A process of a task: what the ledger sees of it.</summary>
internal sealed record CrashStep(string Task, string Verb);

/// <summary>
/// What the design's table “Crash points: what resume does” demands, written down from the table and not from the code. A ledger that
/// the tasks write themselves is compared with it line by line.
/// </summary>
internal static class CrashTable
{
    /// <summary>Every process of the story, in order, when nothing crashes.</summary>
    public static List<CrashStep> Uninterrupted(CrashStory story, CrashPolicy policy) => story switch
    {
        CrashStory.Succeeds => [new("first", "execute"), new("work", "execute"), new("last", "execute")],
        CrashStory.RollsAllBack =>
        [
            new("first", "execute"), new("work", "execute"), new("last", "execute"),
            .. policy.Rollback ? [new CrashStep("work", "rollback")] : (CrashStep[])[],
            new("first", "rollback"),
        ],
        _ => [new("first", "execute"), new("work", "execute"), .. policy.Rollback ? [new CrashStep("work", "rollback")] : (CrashStep[])[]],
    };

    public static string EndOf(CrashStory story) => story switch
    {
        CrashStory.Succeeds => "succeeded",
        CrashStory.RollsAllBack => "rolled-back",
        _ => "failed",
    };

    /// <summary>The policy of any of the three tasks.</summary>
    public static CrashPolicy PolicyOf(CrashStory story, CrashPolicy work, string task) => task switch
    {
        "work" => work,
        "first" => new CrashPolicy(story == CrashStory.RollsAllBack, true, ProbeAnswer.NoProbe),
        _ => new CrashPolicy(false, story == CrashStory.Succeeds, ProbeAnswer.NoProbe),
    };

    /// <summary>The step that was released and of which nobody can tell how it ended; null where the evidence is better than that.</summary>
    public static CrashStep? LostStep(CrashCase trial) =>
        trial.Place.Moment is "marked" or "started" && trial.Victim.HasFlag(Victim.Supervisor)
            ? Uninterrupted(trial.Story, trial.Policy)[trial.Place.Number - 1]
            : null; // a commit, an outcome in the spool, a supervisor that lives: start, new attempt or adopt, each runs once

    /// <summary>Row “released, no outcome, supervisor dead” for rollback and idempotent both false: a person is asked.</summary>
    public static bool Asks(CrashCase trial) => LostStep(trial) is { Verb: "execute" } lost
        && PolicyOf(trial.Story, trial.Policy, lost.Task) is { Rollback: false, Idempotent: false, Probe: ProbeAnswer.NoProbe or ProbeAnswer.CannotTell };

    /// <summary>The whole ledger at the end. Where a person is asked, they say that it was not executed.</summary>
    public static List<string> Ledger(CrashCase trial)
    {
        var steps = Uninterrupted(trial.Story, trial.Policy);
        var lines = new List<string>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (LostStep(trial) is null || i != trial.Place.Number - 1)
            {
                AddWhole(lines, steps[i]);
                continue;
            }

            if (trial.Place.Moment == "started")
            {
                lines.Add($"{steps[i].Task} {steps[i].Verb} begin");
            }

            AfterLoss(steps[i], PolicyOf(trial.Story, trial.Policy, steps[i].Task)).ForEach(s => AddWhole(lines, s));
        }

        return lines;
    }

    /// <summary>The row “released, no outcome” and the row “inside a rollback”.</summary>
    private static List<CrashStep> AfterLoss(CrashStep lost, CrashPolicy policy)
    {
        if (lost.Verb == "rollback")
        {
            return [lost]; // run it again: a rollback is by contract safe to repeat
        }

        var (probe, undo) = (lost with { Verb = "probe" }, lost with { Verb = "rollback" });
        return (policy.Probe, policy.Rollback, policy.Idempotent) switch
        {
            (ProbeAnswer.Done, _, _) => [probe],
            (ProbeAnswer.NotDone, true, false) => [probe, undo, lost], // before another attempt of a released task with a rollback it runs
            (ProbeAnswer.NotDone, _, _) => [probe, lost],
            (ProbeAnswer.CannotTell, true, _) => [probe, undo, lost],
            (ProbeAnswer.CannotTell, false, _) => [probe, lost],
            (_, true, _) => [undo, lost],
            _ => [lost],
        };
    }

    private static void AddWhole(List<string> lines, CrashStep step)
    {
        lines.Add($"{step.Task} {step.Verb} begin");
        lines.Add($"{step.Task} {step.Verb} end");
    }
}

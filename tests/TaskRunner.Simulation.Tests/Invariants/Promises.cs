using TaskRunner.Simulation.Tests.Packages;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>All promises over one history. I14 compares two histories: <see cref="SameEnd"/>.</summary>
internal static class Promises
{
    public static void Check(SimPackage package, History history)
    {
        Invariant[] all =
        [
            new EffectAfterIntent(), new AtMostOnce(package), new DependentsAfterInputs(), new SettledStays(), new EpochsGrow(), new ShownIsFolded(),
            new RollbackOrder(), new OnlyAttemptedRolledBack(), new OutputsSeenAreJournaled(), new NothingLivesOn(), new SettlesOrAsks(),
            new LedgerIsJournal(), new NoPlaintext(),
        ];
        var now = new Moment(package);
        foreach (var happening in history.Happenings)
        {
            Tell(all, now, happening);
        }

        Array.ForEach(all, i => i.OnOver(now));
    }

    private static void Tell(Invariant[] all, Moment now, Happening happening)
    {
        switch (happening)
        {
            case Happening.Committed commit:
                Array.ForEach(all, i => i.OnCommit(now, commit));
                TellRecords(all, now, commit);
                break;
            case Happening.Granted granted:
                Array.ForEach(all, i => i.OnGranted(now, granted));
                break;
            case Happening.Admitted admitted:
                Array.ForEach(all, i => i.OnAdmitted(now, admitted));
                break;
            case Happening.Shown shown:
                Array.ForEach(all, i => i.OnShown(now, shown));
                break;
            case Happening.DeedBegan began:
                Array.ForEach(all, i => i.OnBegan(now, began.Deed));
                now.Ledger.Add(began.Deed);
                break;
            case Happening.DeedDied died:
                Array.ForEach(all, i => i.OnDied(now, died.Deed));
                break;
        }
    }

    private static void TellRecords(Invariant[] all, Moment now, Happening.Committed commit)
    {
        for (var n = 0; n < commit.Events.Count; n++)
        {
            var happened = commit.Events[n];
            Array.ForEach(all, i => i.OnRecord(now, happened));
            now.Apply(happened, n == commit.Events.Count - 1);
            Array.ForEach(all, i => i.OnRecorded(now, happened));
        }
    }
}

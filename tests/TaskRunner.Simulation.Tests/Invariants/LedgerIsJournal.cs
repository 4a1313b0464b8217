using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>Ledger and attempts agree one to one: no step is done twice in an attempt, and the outcome recorded is the one that was.</summary>
internal sealed class LedgerIsJournal() : Invariant("I12 ledger and attempts agree one to one")
{
    private readonly Dictionary<(int Task, int Attempt), AttemptKind> _kinds = [];

    public override void OnBegan(Moment now, Deed deed)
    {
        var twin = now.DeedsOf(deed.Job.Task, deed.Job.Number).FirstOrDefault(d => d.Job.Step == deed.Job.Step);
        Demand(twin is null, () => $"{deed} was done before, as {twin}");
    }

    public override void OnRecord(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.AttemptIntended intent)
        {
            _kinds[(intent.Task, intent.Attempt)] = intent.Kind;
        }
        else if (happened is RunEvent.AttemptSettled e)
        {
            var deeds = now.DeedsOf(e.Task, e.Attempt).ToList();
            Demand(
                Agrees(e.Outcome, deeds),
                () => $"{EventText.Of(e)}, but the ledger has {string.Join(", ", deeds.Select(d => $"{d}: {d.End}"))}");
        }
    }

    private static bool Agrees(TaskOutcome outcome, List<Deed> deeds) => outcome switch
    {
        TaskOutcome.Succeeded => deeds.Count > 0 && deeds.TrueForAll(d => d.End is ProcessOutcome.Exited { Code: 0 }),
        TaskOutcome.Failed { Failure.Reason: "exit" } => deeds.Count > 0 && deeds[^1].End is ProcessOutcome.Exited { Code: not 0 },
        TaskOutcome.Failed { Failure.Reason: "launch" } => deeds.TrueForAll(d => d.Job.Step == "prepare"),
        _ => true,
    };
}

using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>P7: when an attempt is settled none of its processes lives; no two attempts of a task live at once; after a run none.</summary>
internal sealed class NothingLivesOn() : Invariant("I10 nothing lives after settle")
{
    private readonly List<Deed> _living = [];

    public override void OnBegan(Moment now, Deed deed)
    {
        if (deed.IsProcess)
        {
            _living.Add(deed);
        }
    }

    public override void OnRecord(Moment now, RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.AttemptSettled e:
                DemandDead(d => d.Job.Task == e.Task && d.Job.Number == e.Attempt, happened);
                break;
            case RunEvent.AttemptLost e:
                DemandDead(d => d.Job.Task == e.Task && d.Job.Number == e.Attempt, happened);
                break;
            case RunEvent.RunSettled:
                DemandDead(_ => true, happened);
                break;
        }
    }

    public override void OnDied(Moment now, Deed deed) => _living.Remove(deed);

    private void DemandDead(Func<Deed, bool> which, RunEvent happened)
    {
        var alive = _living.Find(d => which(d));
        Demand(alive is null, () => $"{alive} lives on after {EventText.Of(happened)}");
    }
}

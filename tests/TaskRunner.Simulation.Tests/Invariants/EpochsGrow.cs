using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>P5: each owner has a higher epoch than the last, and nothing is written or begun by any but the last.</summary>
internal sealed class EpochsGrow() : Invariant("I5 epochs are monotone")
{
    private long _granted;
    private long _attached;
    private string _owner = "";

    public override void OnGranted(Moment now, Happening.Granted granted)
    {
        Demand(granted.Epoch > _granted, () => $"epoch {granted.Epoch} was granted after {_granted}");
        (_granted, _owner) = (granted.Epoch, granted.Runner);
    }

    public override void OnCommit(Moment now, Happening.Committed commit) =>
        Demand(commit.Epoch == _granted, () => $"{commit.Runner} wrote under epoch {commit.Epoch} when {_granted} was in force");

    public override void OnBegan(Moment now, Deed deed) =>
        Demand(deed.Runner == _owner, () => $"{deed} when {_owner} owned the run");

    public override void OnRecord(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.RunnerAttached attached)
        {
            Demand(attached.Epoch > _attached && attached.Epoch == _granted, () => $"a runner attached under {attached.Epoch} after {_attached}");
            _attached = attached.Epoch;
        }
    }
}

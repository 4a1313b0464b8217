using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>
/// P5: each owner has a higher epoch than the last, and nothing is written or begun by any but the last; a supervisor may still start what a
/// runner asked for that is dead, as long as its successor has not been let in.
/// </summary>
internal sealed class EpochsGrow() : Invariant("I5 epochs are monotone")
{
    private long _granted;
    private long _attached;
    private string _owner = "";
    private long _admitted;
    private readonly Dictionary<string, long> _epochs = [];

    public override void OnGranted(Moment now, Happening.Granted granted)
    {
        Demand(granted.Epoch > _granted, () => $"epoch {granted.Epoch} was granted after {_granted}");
        (_granted, _owner) = (granted.Epoch, granted.Runner);
        _epochs[granted.Runner] = granted.Epoch;
    }

    public override void OnAdmitted(Moment now, Happening.Admitted admitted)
    {
        Demand(admitted.Epoch >= _admitted, () => $"{admitted.Runner} was let in under {admitted.Epoch} after {_admitted}");
        _admitted = admitted.Epoch;
    }

    public override void OnCommit(Moment now, Happening.Committed commit) =>
        Demand(commit.Epoch == _granted, () => $"{commit.Runner} wrote under epoch {commit.Epoch} when {_granted} was in force");

    public override void OnBegan(Moment now, Deed deed) =>
        Demand(
            deed.IsProcess && _admitted > 0 ? _epochs[deed.Runner] >= _admitted : deed.Runner == _owner,
            () => $"{deed} when {_owner} owned the run, and epoch {_admitted} had been let in");

    public override void OnRecord(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.RunSettled)
        {
            _admitted = 0; // the folder goes, and with it who was let in; nothing can be intended any more
        }

        if (happened is RunEvent.RunnerAttached attached)
        {
            Demand(attached.Epoch > _attached && attached.Epoch == _granted, () => $"a runner attached under {attached.Epoch} after {_attached}");
            _attached = attached.Epoch;
        }
    }
}

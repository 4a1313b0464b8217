using TaskRunner.Journal;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>P4 and P8: in the end the run is settled, and every session that was let end in order settled or asked.</summary>
internal sealed class SettlesOrAsks() : Invariant("I11 every run settles or asks")
{
    public override void OnOver(Moment now) => Demand(now.Run?.Status.IsSettled() == true, () => $"in the end the run is {now.Run?.Status}");

    public override void OnRecorded(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.RunSettled)
        {
            for (var task = 0; task < now.Run!.Count; task++)
            {
                var (at, state) = (task, now.Run[task]);
                Demand(state.Open is null, () => $"the run was settled while an attempt of {at} had no outcome");
                Demand(
                    now.Run.Status is RunStatus.Cancelled or RunStatus.RolledBack || state.Rollback == RollbackState.RolledBack || !state.Trouble.NeedsDecision,
                    () => $"the run was settled as {now.Run.Status} while {at} waits for a person");
            }
        }
    }
}

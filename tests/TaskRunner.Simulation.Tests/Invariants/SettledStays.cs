using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Packages;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>What a task ended as, and what it gave, stays; only a person changes it. Nothing follows on the end of a run.</summary>
internal sealed class SettledStays() : Invariant("I4 settled never changes without a decision")
{
    private (TaskState State, string Outputs)? _before;

    public override void OnRecord(Moment now, RunEvent happened)
    {
        Demand(now.Run?.Status.IsSettled() != true, () => $"{EventText.Of(happened)} after the run was settled");
        _before = happened is RunEvent.OfTask of and not RunEvent.DecisionRecorded && IsSettled(now.Run![of.Task])
            ? (now.Run[of.Task].State, OutputText.Of(now.Run[of.Task].Outputs))
            : null;
    }

    public override void OnRecorded(Moment now, RunEvent happened)
    {
        if (_before is { } before && happened is RunEvent.OfTask of)
        {
            var after = now.Run![of.Task];
            Demand(
                after.State == before.State && OutputText.Of(after.Outputs) == before.Outputs,
                () => $"{EventText.Of(happened)} made {of.Task} {after.State} of {before.State}");
        }
    }

    /// <summary>A cancelled attempt is one of unknown outcome for the next runner, and so is not settled yet.</summary>
    private static bool IsSettled(TaskRunState state) => state.State switch
    {
        TaskState.Succeeded or TaskState.Failed or TaskState.Skipped or TaskState.Reused => true,
        TaskState.Blocked => !state.Trouble.NeedsDecision,
        TaskState.Cancelled => state.LastAttempt == 0,
        _ => false,
    };
}

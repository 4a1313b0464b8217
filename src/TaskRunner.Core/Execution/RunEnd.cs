using TaskRunner.Journal;
using TaskRunner.Model;

namespace TaskRunner.Execution;

/// <summary>How a run stands when nothing runs and nothing more can be started.</summary>
internal static class RunEnd
{
    /// <summary>The last event of a session; null when it was only stopped, for then the run stays as it is.</summary>
    public static RunEvent? ToEvent(Situation situation, DateTimeOffset now)
    {
        if (situation.Run.Stop is { } stop)
        {
            return stop.Reason == StopReason.Cancelled ? new RunEvent.RunSettled(RunStatus.Cancelled, now) : null;
        }

        var status = Of(situation);
        return status.IsSettled() ? new RunEvent.RunSettled(status, now) : new RunEvent.RunHalted(status, now);
    }

    /// <summary>What needs a person comes first, then what failed on the way back; the first failure is never hidden by the second.</summary>
    public static RunStatus Of(Situation situation)
    {
        var run = situation.Run;
        var (asks, stuck, failed) = (false, false, false);
        for (var task = 0; task < run.Count; task++)
        {
            ref readonly var state = ref run[task];
            // What is held never ran: once the run is undone, nobody needs to know whether it should have.
            var isMoot = state.Rollback == RollbackState.RolledBack || (situation.IsUndoing && state.State == TaskState.Blocked);
            asks |= state.Trouble.NeedsDecision && !isMoot;
            stuck |= state.Rollback == RollbackState.Failed;
            failed |= situation.HasFailed(task);
        }

        return asks ? RunStatus.NeedsDecision
            : stuck ? RunStatus.RollbackFailed
            : run.Rollback == RollbackScope.All ? RunStatus.RolledBack
            : failed ? RunStatus.Failed
            : RunStatus.Succeeded;
    }
}

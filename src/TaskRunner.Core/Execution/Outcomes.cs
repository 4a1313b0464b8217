using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>What the journal says of an attempt that ended.</summary>
internal static class Outcomes
{
    /// <summary>So often a task may lose who watched it under one live run before that counts: else one that kills it would run for ever.</summary>
    private const int MostLosses = 3;

    /// <param name="attempt">With what came of it.</param>
    /// <param name="situation">Of the run, as it was before.</param>
    /// <param name="retryTime">When an attempt that failed may be followed by another.</param>
    /// <param name="now">When it ended.</param>
    public static RunEvent ToEvent(
        RunningAttempt attempt, Situation situation, Func<AttemptRequest, DateTimeOffset?> retryTime, DateTimeOffset now)
    {
        var (task, number) = (attempt.Request.Task, attempt.Request.Number);
        if (attempt.Finding is { } finding)
        {
            // A probe that was stopped has found nothing: a resume probes again.
            return finding is ProbeOutcome.CannotTell cannot && situation.Run.Stop is not null
                ? new RunEvent.AttemptLost(task, number, cannot.Evidence, now)
                : new RunEvent.ProbeSettled(task, number, finding, now);
        }

        var outcome = attempt.Outcome is TaskOutcome.Cancelled && !attempt.WasAskedToEnd
            ? new TaskOutcome.Failed(new TaskFailure(FailureReasons.Cancelled, null, LocalizableString.Of("engine-nobody-asked")))
            : attempt.Outcome!;
        if (attempt.WasLost && EvidenceOfLoss(attempt, situation) is { } evidence)
        {
            return new RunEvent.AttemptLost(task, number, evidence, now); // a crash like any other: it is not the task's fault
        }

        var mayRepeat = outcome is TaskOutcome.Failed
            || (outcome is TaskOutcome.Unknown && situation.IsUndo(attempt.Request)); // a rollback is safe to repeat
        return new RunEvent.AttemptSettled(task, number, outcome, mayRepeat ? retryTime(attempt.Request) : null, now);
    }

    /// <summary>What was stopped by a runner that is gone is like what a stop cancelled: unknown, and no failure.</summary>
    /// <returns>Null where its outcome is one all the same.</returns>
    private static LocalizableString? EvidenceOfLoss(RunningAttempt attempt, Situation situation)
    {
        var state = situation.Run[attempt.Request.Task];
        return attempt.Outcome switch
        {
            TaskOutcome.Cancelled when !attempt.WasAskedToEnd => LocalizableString.Of("engine-stopped"),
            TaskOutcome.Unknown unknown when !situation.IsUndo(attempt.Request) && state.Attempts - state.Spent <= MostLosses => unknown.Evidence,
            _ => null,
        };
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>What the journal says of an attempt that ended.</summary>
internal static class Outcomes
{
    /// <param name="attempt">With what came of it.</param>
    /// <param name="situation">Of the run, as it was before.</param>
    /// <param name="retryTime">When an attempt that failed may be followed by another.</param>
    /// <param name="texts">For what has to be said about it.</param>
    /// <param name="now">When it ended.</param>
    public static RunEvent ToEvent(
        RunningAttempt attempt, Situation situation, Func<AttemptRequest, DateTimeOffset?> retryTime, MessageCatalogue texts, DateTimeOffset now)
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
            ? new TaskOutcome.Failed(new TaskFailure(FailureReasons.Cancelled, null, texts.Format("engine-nobody-asked")))
            : attempt.Outcome!;
        var mayRepeat = outcome is TaskOutcome.Failed
            || (outcome is TaskOutcome.Unknown && situation.IsUndo(attempt.Request)); // a rollback is safe to repeat
        return new RunEvent.AttemptSettled(task, number, outcome, mayRepeat ? retryTime(attempt.Request) : null, now);
    }
}

using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests;

/// <summary>Events in few words, without times and digests.</summary>
internal static class EventText
{
    public static string Of(RunEvent happened) => happened switch
    {
        RunEvent.AttemptIntended e => $"intent {e.Task}.{e.Attempt} {e.Kind}",
        RunEvent.AttemptSettled e => $"outcome {e.Task}.{e.Attempt} {Word(e.Outcome)}{(e.RetryAt is null ? "" : " retry")}",
        RunEvent.ProbeSettled e => $"probe {e.Task}.{e.Attempt} {e.Outcome.GetType().Name}",
        RunEvent.AttemptLost e => $"lost {e.Task}.{e.Attempt}",
        RunEvent.EffectBegun e => $"begin {e.Task}.{e.Attempt} {e.Step}",
        RunEvent.StepSettled e => $"step {e.Task}.{e.Attempt} {e.Step}",
        RunEvent.DecisionRecorded e => $"decision {e.Task} {e.Decision}",
        RunEvent.OfTask e => $"{e.GetType().Name} {e.Task}",
        RunEvent.RunnerAttached e => $"attached {e.Epoch}",
        RunEvent.RunSettled e => $"settled {e.Status}",
        RunEvent.RunHalted e => $"halted {e.Status}",
        RunEvent.RollbackPlanned e => $"rollback {e.Scope} of {string.Join('+', e.Tasks)}",
        _ => happened.GetType().Name,
    };

    private static string Word(TaskOutcome outcome) => outcome is TaskOutcome.Failed failed ? $"Failed({failed.Failure.Reason})" : outcome.GetType().Name;
}

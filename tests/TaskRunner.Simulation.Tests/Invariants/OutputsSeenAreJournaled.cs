using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>What an attempt is given of other tasks is what the records say they gave.</summary>
internal sealed class OutputsSeenAreJournaled() : Invariant("I9 outputs seen equal outputs journaled")
{
    public override void OnBegan(Moment now, Deed deed)
    {
        var journaled = Running.SimWork.InputOf(now.Package, deed.Job.Task, now.Run!);
        Demand(
            deed.Job.Kind != AttemptKind.Execute || deed.Job.Input == journaled,
            () => $"{deed} was given {deed.Job.Input} where the records say {journaled}");
    }

    public override void OnRecord(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.AttemptSettled { Outcome: TaskOutcome.Succeeded done } e
            && now.DeedsOf(e.Task, e.Attempt).LastOrDefault() is { End: not null } deed)
        {
            Demand(
                Plain(done.Outputs) == Plain(deed.Outputs),
                () => $"{deed} gave {Plain(deed.Outputs)}, recorded is {Plain(done.Outputs)}");
        }
    }

    private static string Plain(Values.MapValue outputs) =>
        string.Join('+', outputs.Entries.Select(e => e.Key == "token" ? "token" : $"{e.Key}:{e.Value}"));
}

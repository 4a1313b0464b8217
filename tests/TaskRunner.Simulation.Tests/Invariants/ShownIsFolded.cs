using TaskRunner.Journal;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>P2: what anybody is shown is durable, and is the fold of it; the line in lists says the same.</summary>
internal sealed class ShownIsFolded() : Invariant("I6 the fold equals what is shown")
{
    private string? _summary;

    public override void OnShown(Moment now, Happening.Shown shown)
    {
        Demand(shown.Head <= now.Head, () => $"{shown.Runner} showed record {shown.Head}, durable are {now.Head}");
        Demand(shown.State == now.StateAt(shown.Head), () => $"at {shown.Head} {shown.Runner} showed\n{shown.State}\nwhere the records say\n{now.StateAt(shown.Head)}");
    }

    public override void OnCommit(Moment now, Happening.Committed commit) => _summary = commit.Summary ?? _summary;

    public override void OnOver(Moment now) =>
        Demand(_summary == now.Run!.Status.ToWord(), () => $"lists say {_summary}, the records {now.Run.Status.ToWord()}");
}

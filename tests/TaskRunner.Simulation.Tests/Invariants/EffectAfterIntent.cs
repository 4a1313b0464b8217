using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>P1: nothing happens outside whose intent is not durable; for effects inside the runner neither before its begin is.</summary>
internal sealed class EffectAfterIntent() : Invariant("I1 effect after intent")
{
    private readonly Dictionary<(int Task, int Attempt), AttemptKind> _intents = [];
    private readonly HashSet<(int Task, int Attempt, string Step)> _begun = [];

    public override void OnRecord(Moment now, RunEvent happened)
    {
        if (happened is RunEvent.AttemptIntended intent)
        {
            _intents[(intent.Task, intent.Attempt)] = intent.Kind;
        }
        else if (happened is RunEvent.EffectBegun begun)
        {
            _begun.Add((begun.Task, begun.Attempt, begun.Step));
        }
    }

    public override void OnBegan(Moment now, Deed deed)
    {
        var job = deed.Job;
        var isIntended = _intents.TryGetValue((job.Task, job.Number), out var kind) && kind == job.Kind;
        Demand(isIntended, () => $"{deed} has no durable intent");
        Demand(deed.IsProcess || _begun.Contains((job.Task, job.Number, job.Step)), () => $"the begin of {deed} is not durable");
    }
}

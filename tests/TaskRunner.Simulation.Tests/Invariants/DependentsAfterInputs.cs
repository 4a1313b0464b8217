using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Simulation.Tests.Outside;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>A task begins only when every task before it durably has the end its edge asks for.</summary>
internal sealed class DependentsAfterInputs() : Invariant("I3 dependents after their inputs")
{
    public override void OnBegan(Moment now, Deed deed)
    {
        if (deed.Job.Kind is not (AttemptKind.Execute or AttemptKind.Uninstall))
        {
            return;
        }

        foreach (var edge in now.Package.Edges.Where(e => e.To == deed.Job.Task))
        {
            var before = now.Run![edge.From];
            Demand(
                Holds(edge.On, before, now.Package.Tasks[edge.From].AllowFailure),
                () => $"{deed} began while {edge.From} was {before.State}, an edge “{edge.On}”");
        }
    }

    private static bool Holds(EdgeCondition on, TaskRunState before, bool mayFail) => (on, before.State) switch
    {
        (EdgeCondition.Succeeded, TaskState.Succeeded or TaskState.Reused or TaskState.Skipped) => true,
        (EdgeCondition.Succeeded, TaskState.Failed) => mayFail,
        (EdgeCondition.Failed, TaskState.Failed) => true,
        (EdgeCondition.Settled, TaskState.Blocked) => !before.Trouble.NeedsDecision,
        (EdgeCondition.Settled, TaskState.Succeeded or TaskState.Failed or TaskState.Skipped or TaskState.Reused or TaskState.Cancelled) => true,
        _ => false,
    };
}

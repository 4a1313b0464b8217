using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>A task is undone only after everything behind it that is to be undone.</summary>
internal sealed class RollbackOrder() : Invariant("I7 rollback order")
{
    public override void OnBegan(Moment now, Deed deed)
    {
        if (deed.Job.Kind != AttemptKind.Rollback)
        {
            return;
        }

        foreach (var after in Behind(now.Package, deed.Job.Task))
        {
            var state = now.Run![after];
            var isInTheWay = state.State == TaskState.Unknown
                || state.Rollback is RollbackState.Planned or RollbackState.RollingBack or RollbackState.Failed
                || (now.Run.Rollback == RollbackScope.All && state.Released && now.Package.Tasks[after].Rollback
                    && state.Rollback != RollbackState.RolledBack);
            Demand(!isInTheWay, () => $"{deed} began before {after} was undone, which is {state.Word}");
        }
    }

    private static IEnumerable<int> Behind(SimPackage package, int task)
    {
        var (seen, ahead) = (new HashSet<int>(), new Stack<int>([task]));
        while (ahead.TryPop(out var at))
        {
            foreach (var edge in package.Edges.Where(e => e.From == at && seen.Add(e.To)))
            {
                ahead.Push(edge.To);
                yield return edge.To;
            }
        }
    }
}

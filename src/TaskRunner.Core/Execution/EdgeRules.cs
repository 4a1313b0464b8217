using System.Collections.Immutable;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;

namespace TaskRunner.Execution;

/// <summary>What the edges into a task say once every task before it has finished. The hierarchy is closed.</summary>
internal abstract record EdgeVerdict
{
    private EdgeVerdict()
    {
    }

    public sealed record Start : EdgeVerdict
    {
        public static Start Instance { get; } = new();
    }

    /// <summary>It was to run only when <paramref name="Task"/> fails, and that did not.</summary>
    public sealed record Skip(int Task) : EdgeVerdict;

    /// <summary>Something it needs did not succeed.</summary>
    public sealed record Block(ImmutableArray<int> Causes) : EdgeVerdict;

    /// <summary>Something it needs was cancelled.</summary>
    public sealed record Cancel : EdgeVerdict;
}

/// <summary>
/// Judges edge conditions. <c>succeeded</c> holds for succeeded, reused and skipped tasks and for failed ones that may fail;
/// <c>failed</c> for failed ones; <c>settled</c> for all that finished. An edge <c>failed</c> that cannot come true any more skips
/// the task, and skipping wins over being blocked.
/// </summary>
internal static class EdgeRules
{
    /// <summary>So many root causes are named; more would make a wide failure in a large graph cost its square.</summary>
    public const int MostCauses = 32;

    /// <summary>Whether a task has finished, so that tasks after it can be judged. An unknown or held one has not: a decision is to come.</summary>
    public static bool IsFinished(in TaskRunState state) => state.State switch
    {
        TaskState.Succeeded or TaskState.Failed or TaskState.Skipped or TaskState.Reused or TaskState.Cancelled => true,
        TaskState.Blocked => !state.Trouble.NeedsDecision,
        _ => false,
    };

    public static EdgeVerdict Judge(Plan plan, int task, RunState run)
    {
        var before = plan.Graph.Before(task);
        var conditions = plan.Graph.ConditionsBefore(task);
        var (isBlocked, isCancelled) = (false, false);
        for (var i = 0; i < before.Length; i++)
        {
            var state = run[before[i]].State;
            if (conditions[i] == EdgeCondition.Failed && state != TaskState.Failed)
            {
                return new EdgeVerdict.Skip(before[i]);
            }

            if (conditions[i] == EdgeCondition.Succeeded)
            {
                isBlocked |= state == TaskState.Blocked || (state == TaskState.Failed && !plan.Tasks[before[i]].AllowFailure);
                isCancelled |= state == TaskState.Cancelled;
            }
        }

        return isBlocked ? new EdgeVerdict.Block(CausesOf(plan, task, run))
            : isCancelled ? new EdgeVerdict.Cancel()
            : EdgeVerdict.Start.Instance;
    }

    private static ImmutableArray<int> CausesOf(Plan plan, int task, RunState run)
    {
        var before = plan.Graph.Before(task);
        var conditions = plan.Graph.ConditionsBefore(task);
        var causes = ImmutableArray<int>.Empty;
        for (var i = 0; i < before.Length; i++)
        {
            if (conditions[i] == EdgeCondition.Succeeded)
            {
                causes = Union(causes, RootsOf(plan, before[i], run));
            }
        }

        return causes;
    }

    private static ImmutableArray<int> RootsOf(Plan plan, int task, RunState run) => run[task].State switch
    {
        TaskState.Failed when !plan.Tasks[task].AllowFailure => [task],
        TaskState.Blocked => run[task].Trouble.BlockedBy,
        _ => [],
    };

    /// <summary>Both, ascending and each once; an array is shared where the other adds nothing.</summary>
    public static ImmutableArray<int> Union(ImmutableArray<int> some, ImmutableArray<int> more) =>
        some.IsEmpty || some == more ? more
        : more.IsEmpty ? some
        : [.. some.Union(more).Order().Take(MostCauses)];
}

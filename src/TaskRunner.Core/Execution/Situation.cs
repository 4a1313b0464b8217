using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>What of the whole run bears on a single task's next step: derived from the fold, never stored.</summary>
internal sealed class Situation
{
    private readonly bool[] _isHandler;

    public Situation(Plan plan, RunState run)
    {
        (Plan, Run) = (plan, run);
        _isHandler = FindHandlers(plan);
        for (var task = 0; task < run.Count; task++)
        {
            // The fold tells a rollback that is a task's own work from one that undoes it by the operation alone.
            if ((plan.Tasks[task].Verb == TaskVerb.Rollback) != (run.Start.Operation == OperationKind.Rollback))
            {
                throw new ArgumentException($"task {task} and its run differ in whether they roll back; this is a bug of the planner");
            }

            Notice(task);
        }
    }

    public Plan Plan { get; }

    public RunState Run { get; }

    /// <summary>A task failed for good, and its siblings are to be cancelled.</summary>
    public bool CancelsSiblings { get; private set; }

    /// <summary>The whole run is being undone: nothing is executed any more.</summary>
    public bool IsUndoing => Run.RollbackRequested || Run.Rollback == RollbackScope.All;

    /// <summary>A rollback that undoes an attempt of this run, not one that is the task's own work.</summary>
    public bool IsUndo(AttemptRequest attempt) =>
        attempt.Kind == AttemptKind.Rollback && Plan.Tasks[attempt.Task].Verb == TaskVerb.Execute;

    /// <summary>What is rolled back after a failure; nothing where rolling back or removing is the operation itself.</summary>
    public RollbackScope RollbackPolicy =>
        Run.Start.Operation is OperationKind.Rollback or OperationKind.Uninstall ? RollbackScope.None : Plan.Policy.Rollback;

    public ResolvedPolicy PolicyOf(int task) => Plan.Tasks[task].Policy;

    /// <summary>A failure for good of one task may end the others.</summary>
    /// <returns>Whether it just did.</returns>
    public bool Notice(int task)
    {
        if (CancelsSiblings || Plan.Policy.Siblings != SiblingsRule.Cancel || !HasFailed(task))
        {
            return false;
        }

        CancelsSiblings = true;
        return true;
    }

    /// <summary>A failure that counts against the run.</summary>
    public bool HasFailed(int task) => Run[task].State == TaskState.Failed && !Plan.Tasks[task].AllowFailure;

    /// <summary>It is there because something may fail (an edge <c>failed</c> or <c>settled</c> leads to it), so a failure does not cancel it.</summary>
    public bool IsHandler(int task) => _isHandler[task];

    /// <summary>No attempt to execute it is made any more.</summary>
    public bool IsClosedFor(int task) => IsUndoing || (CancelsSiblings && !_isHandler[task]);

    /// <summary>Its own rollback is wanted when it fails, and there is one to call.</summary>
    public bool CanRollBack(int task) =>
        Plan.Tasks[task].Verb == TaskVerb.Execute && PolicyOf(task).Rollback && HasCapability(task, TaskCapabilities.Rollback);

    public bool HasCapability(int task, TaskCapabilities capability) => PolicyOf(task).Capabilities.HasFlag(capability);

    /// <summary>Whether the rollback phase would take in the task once it is left unknown.</summary>
    public bool WillRollBack(int task) => CanRollBack(task) && (RollbackPolicy != RollbackScope.None || IsUndoing);

    /// <summary>On resume a task that a stop cancelled is one whose outcome is unknown; siblings that were cancelled stay so.</summary>
    public bool NeedsRecovery(int task)
    {
        ref readonly var state = ref Run[task];
        return state.State switch
        {
            TaskState.Unknown => !state.Trouble.LeftUnknown,
            TaskState.Cancelled => state.LastAttempt > 0 && !IsClosedFor(task),
            _ => false,
        };
    }

    public bool IsFinished(int task) => EdgeRules.IsFinished(Run[task]) && !NeedsRecovery(task);

    private static bool[] FindHandlers(Plan plan)
    {
        var isHandler = new bool[plan.Graph.Count];
        foreach (var task in plan.Graph.TopologicalOrder())
        {
            isHandler[task] = plan.Graph.ConditionsBefore(task).ContainsAnyExcept(EdgeCondition.Succeeded);
            foreach (var before in plan.Graph.Before(task))
            {
                isHandler[task] |= isHandler[before];
            }
        }

        return isHandler;
    }
}

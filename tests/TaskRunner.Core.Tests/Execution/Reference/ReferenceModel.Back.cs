using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>The way back: who is rolled back, in which order, and what is in the way.</summary>
internal sealed partial class ReferenceModel
{
    private bool StepBack(bool stops)
    {
        if (_package.Operation != OperationKind.Uninstall && (_package.Scope != RollbackScope.None || _isUndoing))
        {
            PlanRollback();
        }

        var next = _tasks.FirstOrDefault(t => t.Rollback is "planned" or "rolling-back" && After(t).All(a => !IsInTheWay(a)));
        if (next is null)
        {
            NameWhatBlocks();
            return false;
        }

        _hasRolledBack = _isOnTheWayBack = true;
        Do(next, "rollback", stops);
        return true;
    }

    private void PlanRollback()
    {
        var failed = _tasks.Any(t => (t.State == "failed" && !t.Definition.AllowFailure) || IsLeftToRollback(t));
        var isAll = _isUndoing || (_package.Scope == RollbackScope.All && failed);
        foreach (var t in _tasks.Where(t => t.Rollback == "" && t.IsReleased && t.Definition.Rollback))
        {
            t.Rollback = isAll || t.State == "failed" || IsLeftToRollback(t) ? "planned" : "";
        }

        if (isAll)
        {
            (_isUndoing, _undoAll) = (true, true);
            foreach (var t in _tasks.Where(t => t is { Rollback: "", IsReleased: true, State: "succeeded" or "reused" } && !t.Definition.Rollback))
            {
                t.Rollback = "kept";
            }
        }
    }

    private static bool IsLeftToRollback(ModelTask t) => t is { State: "unknown", IsLeft: true, Asks: false, Rollback: "" } && t.Definition.Rollback;

    private static bool IsInTheWay(ModelTask t) =>
        t.Rollback is "planned" or "rolling-back" or "rollback-failed" || (t.Rollback == "" && t.State == "unknown");

    private void NameWhatBlocks()
    {
        foreach (var t in _tasks.Where(t => t.Rollback == "planned"))
        {
            var failed = After(t).Where(a => a.Rollback == "rollback-failed").ToList();
            t.RollbackBlockedBy = [.. failed.Where(f => IsReached(t, f, failed)).Select(f => f.Index).Order()];
        }
    }

    /// <summary>There is a way from one to the other past no further failed one.</summary>
    private bool IsReached(ModelTask from, ModelTask to, List<ModelTask> failed)
    {
        var (seen, open) = (new HashSet<int> { from.Index }, new Stack<int>([from.Index]));
        while (open.TryPop(out var at))
        {
            foreach (var next in _package.Edges.Where(e => e.From == at).Select(e => e.To).Where(seen.Add))
            {
                if (next == to.Index)
                {
                    return true;
                }

                if (!failed.Any(f => f.Index == next))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }
}

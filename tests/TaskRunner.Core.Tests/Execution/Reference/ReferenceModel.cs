using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>
/// semantics.md read aloud: small, slow, one task at a time, no schedule, no lanes, no fold shared with the product. Says what a
/// run will call, in which order, and how it ends.
/// </summary>
internal sealed class ReferenceModel
{
    private readonly RandomPackage _package;
    private readonly World _world;
    private readonly ModelTask[] _tasks;
    private readonly bool[,] _isAfter;
    private bool _isUndoing;
    private bool _undoAll;
    private bool _hasRolledBack;
    private bool _isOnTheWayBack;
    private StopReason? _stop;

    public ReferenceModel(RandomPackage package, World world, IEnumerable<RunEvent> journal)
    {
        (_package, _world) = (package, world);
        _tasks = [.. package.Tasks.Select(t => new ModelTask(t))];
        _isAfter = Closure(package);
        foreach (var happened in journal)
        {
            Replay(happened);
        }
    }

    /// <summary><c>execute 3</c>, <c>rollback 1</c> … in the order they are called.</summary>
    public List<string> Calls { get; } = [];

    public string Status { get; private set; } = "running";

    public IReadOnlyList<ModelTask> Tasks => _tasks;

    /// <summary>A runner takes the run and works until nothing is left to do, or until the stop.</summary>
    public void Run(bool stops, bool undo)
    {
        (_stop, Status) = (null, "running");
        if (undo)
        {
            Undo();
        }

        foreach (var task in _tasks.Where(t => t.Open is not null))
        {
            task.Lose();
        }

        while (_stop is null && Step(stops))
        {
        }

        // A stop starts nothing, but what follows from the last outcome is still said.
        while (!_isOnTheWayBack && _tasks.Any(SettleWithoutSlot))
        {
        }

        Status = End();
        if (Status is "succeeded" or "failed" or "rolled-back" or "cancelled")
        {
            foreach (var task in _tasks.Where(t => t.State == "pending"))
            {
                task.State = task.HasFailure ? "failed" : "cancelled";
            }
        }
    }

    /// <summary>One thing: what needs no call first, then the lowest task that wants one, then the way back.</summary>
    private bool Step(bool stops)
    {
        if (_isOnTheWayBack && StepBack(stops))
        {
            return true;
        }

        _isOnTheWayBack = false;
        if (_tasks.Any(SettleWithoutSlot))
        {
            return true;
        }

        foreach (var task in _tasks)
        {
            var next = Forward(task);
            if (next is not null)
            {
                Do(task, next, stops);
                return true;
            }
        }

        return StepBack(stops);
    }

    // ---- the way forward ----

    private bool IsSettled(ModelTask t) => t.State is "succeeded" or "failed" or "skipped" or "reused"
        || (t.State == "blocked" && !t.Asks)
        || (t.State == "cancelled" && (!t.IsLost || IsClosed(t)));

    private bool IsFresh(ModelTask t) => t.State == "pending" && !t.WaitsForRetry && Before(t).All(e => IsSettled(e.Task));

    private bool SettleWithoutSlot(ModelTask t)
    {
        if (!IsFresh(t) || t.Number > 0)
        {
            return false;
        }

        var broken = Before(t).Where(e => e.On == EdgeCondition.Succeeded && !Holds(e.Task)).Select(e => e.Task).ToList();
        if (t.Definition.IsSkipped || Before(t).Any(e => e.On == EdgeCondition.Failed && e.Task.State != "failed"))
        {
            t.State = "skipped";
        }
        else if (broken.Any(b => b.State is "failed" or "blocked"))
        {
            t.State = "blocked";
            t.BlockedBy = [.. broken.SelectMany(b => b.State == "failed" ? [b.Index] : b.State == "blocked" ? b.BlockedBy : []).Distinct().Order()];
        }
        else if (broken.Count > 0 || IsClosed(t))
        {
            t.State = "cancelled";
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool Holds(ModelTask t) => t.State is "succeeded" or "reused" or "skipped" || (t.State == "failed" && t.Definition.AllowFailure);

    /// <summary>What a task wants to be done now: a call, or a word it settles with; null for nothing.</summary>
    private string? Forward(ModelTask t)
    {
        if (t.State == "pending" && t.WaitsForRetry)
        {
            return IsClosed(t) ? "settle failed"
                : t.Definition is { Rollback: true, Idempotent: false } ? UndoThen(t, "execute", "settle failed")
                : "execute";
        }

        if (IsFresh(t))
        {
            return IsClosed(t) ? "settle cancelled" : Begin(t);
        }

        var isUnclear = (t.State == "unknown" && !t.IsLeft) || (t.State == "cancelled" && t.IsLost && !IsClosed(t));
        return isUnclear ? Recover(t) : null;
    }

    private string Begin(ModelTask t) => t.Definition.Start switch
    {
        Start.Skip => "settle skipped",
        Start.Reuse => "settle reused",
        Start.Supply => "settle succeeded",
        Start.Fail => "settle failed",
        Start.Hold when !t.MayRunThoughChanged => "settle held",
        Start.UndoFirst => UndoThen(t, "execute", "settle failed"),
        _ => "execute",
    };

    /// <summary>“released, no outcome”, and what overrides it.</summary>
    private string Recover(ModelTask t)
    {
        var d = t.Definition;
        var mayExecute = !IsClosed(t) && t.Spent < d.Attempts;
        if (_package.Operation == OperationKind.Uninstall)
        {
            return mayExecute ? "execute" : "settle ask";
        }

        if (t.Rollback != "")
        {
            return UndoThen(t, mayExecute ? "execute" : "settle failed", "settle left");
        }

        if (d is { HasProbe: true, OnUnknown: null or UnknownRule.Probe } && t.Finding is null)
        {
            return "probe";
        }

        if (t.Finding is "not-done")
        {
            return !mayExecute ? "settle failed" : d is { Rollback: true, Idempotent: false } ? "rollback" : "execute";
        }

        var what = d.OnUnknown switch
        {
            UnknownRule.Ask or UnknownRule.Probe => "ask",
            UnknownRule.Execute => "execute",
            UnknownRule.Rollback => "rollback",
            _ => d.Rollback ? "rollback" : d.Idempotent ? "execute" : "ask",
        };
        var rest = d.Rollback && (_package.Scope != RollbackScope.None || _isUndoing) ? "settle left" : "settle ask";
        return what switch
        {
            "execute" when mayExecute => d.Rollback && !d.Idempotent && t.IsReleased ? "rollback" : "execute",
            "execute" when d.Idempotent && IsClosed(t) => "settle cancelled",
            "rollback" when mayExecute && d.Rollback => "rollback",
            "ask" => "settle ask",
            _ => rest,
        };
    }

    private static string UndoThen(ModelTask t, string then, string whenItFails) => t.Rollback switch
    {
        "rolled-back" => then,
        "rollback-failed" => whenItFails,
        _ => "rollback",
    };

    // ---- the way back ----

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

    // ---- doing ----

    private void Do(ModelTask t, string what, bool stops)
    {
        if (what.StartsWith("settle ", StringComparison.Ordinal))
        {
            Settle(t, what["settle ".Length..]);
            return;
        }

        var isMain = what == "execute";
        var kind = what switch
        {
            "probe" => AttemptKind.Probe,
            "rollback" => AttemptKind.Rollback,
            _ when _package.Operation == OperationKind.Uninstall => AttemptKind.Uninstall,
            _ => AttemptKind.Execute,
        };
        Calls.Add($"{kind} {t.Index}".ToLowerInvariant());
        t.Intend(what);
        if (stops && _package.Stop is { } stop && Calls.Count == stop.Call)
        {
            _stop = stop.Reason;
        }

        if (what == "probe")
        {
            EndProbe(t);
            return;
        }

        var outcome = _world.Run(t.Index, kind, t.Number, _stop is not null);
        var retries = isMain ? t.Spent + 1 < t.Definition.Attempts && !IsClosed(t) : t.Tries + 1 < 3;
        t.End(outcome, retries, _stop is not null);
    }

    private void EndProbe(ModelTask t)
    {
        var finding = _world.Probe(t.Index);
        if (finding is ProbeOutcome.CannotTell && _stop is not null)
        {
            t.Open = null; // it found nothing and will be made again
            return;
        }

        t.EndProbe(finding);
    }

    private static void Settle(ModelTask t, string word)
    {
        (t.State, t.Asks, t.IsLeft) = word switch
        {
            "held" => ("blocked", true, false),
            "ask" => ("unknown", true, true),
            "left" => ("unknown", false, true),
            _ => (word, false, false),
        };
        t.WaitsForRetry = false;
        t.IsLost = false;
        t.HasFailure |= word == "failed";
    }

    private void Undo()
    {
        var failed = _tasks.Where(t => t.Rollback == "rollback-failed").ToList();
        foreach (var t in _tasks)
        {
            t.RollbackBlockedBy = [];
        }

        foreach (var t in failed)
        {
            (t.Rollback, t.Tries) = ("planned", 0);
        }

        _isUndoing |= failed.Count == 0;
    }

    private string End()
    {
        if (_stop == StopReason.Cancelled)
        {
            return "cancelled";
        }

        return _stop is not null ? (_hasRolledBack || _undoAll ? "rolling-back" : "running")
            : _tasks.Any(t => t.Asks && t.Rollback != "rolled-back") ? "needs-decision"
            : _tasks.Any(t => t.Rollback == "rollback-failed") ? "rollback-failed"
            : _undoAll ? "rolled-back"
            : _tasks.Any(t => t.State == "failed" && !t.Definition.AllowFailure) ? "failed"
            : "succeeded";
    }

    /// <summary>Nothing is executed any more: the run is being undone, or a sibling failed and this is no handler of failures.</summary>
    private bool IsClosed(ModelTask t) => _isUndoing || (_package.Siblings == SiblingsRule.Cancel && !IsHandler(t.Index)
        && _tasks.Any(x => x.State == "failed" && !x.Definition.AllowFailure));

    private bool IsHandler(int task) => _package.Edges.Any(e => e.To == task && (e.On != EdgeCondition.Succeeded || IsHandler(e.From)));

    private IEnumerable<(ModelTask Task, EdgeCondition On)> Before(ModelTask t) =>
        _package.Edges.Where(e => e.To == t.Index).Select(e => (_tasks[e.From], e.On));

    private IEnumerable<ModelTask> After(ModelTask t) => _tasks.Where(a => _isAfter[t.Index, a.Index]);

    private void Replay(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RollbackRequested:
                Undo();
                break;
            case RunEvent.RollbackPlanned e:
                _hasRolledBack = true;
                (_undoAll, _isUndoing) = (_undoAll || e.Scope == RollbackScope.All, _isUndoing || e.Scope == RollbackScope.All);
                foreach (var t in e.Tasks)
                {
                    _tasks[t].Rollback = "planned";
                }

                break;
            case RunEvent.RunnerAttached:
                _stop = null;
                break;
            case RunEvent.StopRequested e:
                _stop = e.Reason;
                break;
            case RunEvent.OfTask e:
                _tasks[e.Task].Replay(e, _stop is not null);
                break;
        }
    }

    private static bool[,] Closure(RandomPackage package)
    {
        var n = package.Tasks.Length;
        var after = new bool[n, n];
        foreach (var edge in package.Edges)
        {
            after[edge.From, edge.To] = true;
        }

        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    after[i, j] |= after[i, k] && after[k, j];
                }
            }
        }

        return after;
    }
}

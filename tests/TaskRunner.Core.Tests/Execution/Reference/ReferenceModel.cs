using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>
/// semantics.md read aloud: small, slow, one task at a time, no schedule, no lanes, no fold shared with the product. Says what a
/// run will call, in which order, and how it ends.
/// </summary>
internal sealed partial class ReferenceModel
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
        _hasRolledBack |= failed.Count > 0;
    }

    private string End()
    {
        if (_stop == StopReason.Cancelled)
        {
            return "cancelled";
        }

        return _stop is not null ? (_hasRolledBack || _undoAll ? "rolling-back" : "running")
            : _tasks.Any(t => t.Asks && t.Rollback != "rolled-back" && !(_undoAll && t.State == "blocked")) ? "needs-decision"
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

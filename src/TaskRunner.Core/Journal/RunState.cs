using TaskRunner.Model;

namespace TaskRunner.Journal;

/// <summary>
/// A run as its events tell it: the fold, used alike by the engine, <c>status</c>, history, resume and views. Needs nothing but
/// the events; what follows from graph and policy the engine has written down. Not thread safe.
/// </summary>
public sealed class RunState
{
    private readonly TaskRunState[] _tasks;

    internal RunState(RunEvent.RunStarted start)
    {
        Start = start;
        _tasks = new TaskRunState[start.TaskCount];
        foreach (var task in start.Earlier)
        {
            _tasks[task].Released = true;
        }
    }

    public RunEvent.RunStarted Start { get; }

    public string RunId => Start.RunId;

    public int Count => _tasks.Length;

    public RunStatus Status { get; private set; }

    /// <summary>The last stop asked for since a runner attached; null: none.</summary>
    public RunEvent.StopRequested? Stop { get; private set; }

    /// <summary>The runner that works or worked on it last; null before the first.</summary>
    public RunEvent.RunnerAttached? Runner { get; private set; }

    /// <summary>Scope of the rollback that was begun; none before.</summary>
    public RollbackScope Rollback { get; private set; }

    /// <summary>A person wants the whole run undone.</summary>
    public bool RollbackRequested { get; private set; }

    /// <summary>When the run settled or halted; null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    public ref readonly TaskRunState this[int task] => ref _tasks[task];

    /// <summary>The state after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow on what happened: a bug, or a damaged journal.</exception>
    internal void Apply(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.OfTask ofTask:
                TaskFold.Apply(ref _tasks[ofTask.Task], ofTask, Start.Operation, Stop is not null);
                if (ofTask is RunEvent.DecisionRecorded)
                {
                    LeaveHalt();
                }

                break;
            case RunEvent.RunnerAttached e:
                (Runner, Stop, FinishedAt) = (e, null, null);
                Status = GoingOn;
                break;
            case RunEvent.StopRequested e:
                Stop = e;
                break;
            case RunEvent.RollbackRequested:
                RequestRollback();
                break;
            case RunEvent.RollbackPlanned e:
                Plan(e);
                break;
            case RunEvent.RunHalted e:
                (Status, FinishedAt) = (e.Status, e.At);
                break;
            case RunEvent.RunSettled e:
                Settle(e);
                break;
            default:
                throw new InvalidOperationException($"{happened.GetType().Name} cannot follow on the start of a run; this is a bug");
        }
    }

    private RunStatus GoingOn => Rollback == RollbackScope.None ? RunStatus.Running : RunStatus.RollingBack;

    private void Plan(RunEvent.RollbackPlanned planned)
    {
        Rollback = planned.Scope > Rollback ? planned.Scope : Rollback;
        Status = RunStatus.RollingBack;
        foreach (var task in planned.Tasks)
        {
            ref var state = ref _tasks[task];
            state.Rollback = state.Rollback == RollbackState.None ? RollbackState.Planned : state.Rollback;
        }
    }

    /// <summary>Where rollbacks failed it goes on exactly there; else the whole run is to be undone.</summary>
    private void RequestRollback()
    {
        var failed = false;
        foreach (ref var state in _tasks.AsSpan())
        {
            if (state.Rollback == RollbackState.Failed)
            {
                failed = true;
                state.Rollback = RollbackState.Planned;
                state.TroubleOrNull = state.Trouble with { RollbackTries = 0, RollbackRetryAt = null };
            }
            else if (!state.Trouble.RollbackBlockedBy.IsEmpty)
            {
                state.TroubleOrNull = state.Trouble with { RollbackBlockedBy = [] };
            }
        }

        RollbackRequested |= !failed;
        if (failed)
        {
            Rollback = Rollback == RollbackScope.None ? RollbackScope.Failed : Rollback;
            Status = RunStatus.RollingBack;
        }
    }

    /// <summary>A decision may have taken the last reason to halt; what is left to do is then the next runner's.</summary>
    private void LeaveHalt()
    {
        var open = Status switch
        {
            RunStatus.NeedsDecision => Array.Exists(_tasks, t => t.Trouble.NeedsDecision),
            RunStatus.RollbackFailed => Array.Exists(_tasks, t => t.Rollback == RollbackState.Failed),
            _ => true,
        };
        Status = open ? Status : GoingOn;
    }

    private void Settle(RunEvent.RunSettled settled)
    {
        (Status, FinishedAt) = (settled.Status, settled.At);
        foreach (ref var state in _tasks.AsSpan())
        {
            if (state.State == TaskState.Pending)
            {
                state.State = state.Trouble.Failure is null ? TaskState.Cancelled : TaskState.Failed;
            }
        }
    }
}

using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>
/// The tasks that want something, on the way forward or on the way back: lowest number first, waiting ones apart with the time
/// they wait for. Records what needs no attempt on the way to the next one that does.
/// </summary>
internal abstract class Lane(EventLog log)
{
    private readonly PriorityQueue<int, int> _wanting = new();
    private readonly PriorityQueue<int, DateTimeOffset> _waiting = new();
    private readonly HashSet<int> _waited = [];
    private DateTimeOffset _lastLook;

    /// <summary>When the first waiting task may go on; null: none waits.</summary>
    public DateTimeOffset? NextDue => _waiting.TryPeek(out _, out var due) ? due : null;

    public bool IsQuiet => _wanting.Count == 0 && _waiting.Count == 0;

    protected EventLog Log => log;

    /// <summary>Something was recorded about a task: what it frees is taken in.</summary>
    public abstract void Changed(int task);

    public bool TryTake(out int task, out NextStep.Attempt attempt)
    {
        while (_wanting.TryDequeue(out task, out _))
        {
            switch (Next(task, _waited.Remove(task)))
            {
                case NextStep.Attempt next:
                    attempt = next;
                    return true;
                case NextStep.Record record:
                    log.Add(record.Happened);
                    Changed(task);
                    break;
                case NextStep.WaitUntil wait:
                    _waiting.Enqueue(task, wait.Time);
                    break;
            }
        }

        attempt = null!;
        return false;
    }

    public void WakeDue(DateTimeOffset now)
    {
        if (now < _lastLook)
        {
            WakeAll(); // the clock was put back: how long each has to wait is asked anew
        }

        _lastLook = now;
        while (_waiting.TryPeek(out var task, out var due) && due <= now)
        {
            _waiting.Dequeue();
            _waited.Add(task);
            Want(task);
        }
    }

    /// <param name="task">Whose turn has come.</param>
    /// <param name="hasWaited">It was told to wait, and has: it is not told so again, whatever the clock says.</param>
    protected abstract NextStep Next(int task, bool hasWaited);

    protected void Want(int task) => _wanting.Enqueue(task, task);

    protected int[] TakeWanting()
    {
        var tasks = _wanting.UnorderedItems.Select(i => i.Element).Order().ToArray();
        _wanting.Clear();
        return tasks;
    }

    protected void WakeAll()
    {
        while (_waiting.TryDequeue(out var task, out _))
        {
            Want(task);
        }
    }
}

/// <summary>The way forward: tasks in the order of the edges, with retries and recovery.</summary>
internal sealed class ForwardLane : Lane
{
    private readonly Situation _situation;
    private readonly ForwardRules _rules;
    private readonly Schedule _schedule;

    public ForwardLane(EventLog log, Situation situation, ForwardRules rules)
        : base(log)
    {
        (_situation, _rules) = (situation, rules);
        var run = situation.Run;
        _schedule = new Schedule(situation.Plan.Graph, situation.IsFinished, task => run[task].State == TaskState.Pending);
        for (var task = 0; task < run.Count; task++)
        {
            if (situation.NeedsRecovery(task))
            {
                Want(task);
            }
        }

        Admit();
    }

    public override void Changed(int task)
    {
        Settle(task);
        Admit();
    }

    protected override NextStep Next(int task, bool hasWaited) => _rules.Next(task, hasWaited);

    private void Settle(int task)
    {
        if (!_situation.IsFinished(task))
        {
            Want(task);
            return;
        }

        _schedule.Finish(task);
        if (_situation.Notice(task))
        {
            WakeAll(); // those that wait for another attempt will not get it, and those that wait for a slot need none
            foreach (var other in TakeWanting())
            {
                Admit(other);
            }
        }
    }

    private void Admit()
    {
        while (_schedule.TryTake(out var task))
        {
            Admit(task);
        }
    }

    private void Admit(int task)
    {
        if (_rules.SettleAtOnce(task) is { } happened)
        {
            Log.Add(happened);
            Settle(task);
        }
        else
        {
            Want(task);
        }
    }
}

/// <summary>The way back: against the edges, each task when everything after it is undone or has nothing to undo.</summary>
internal sealed class RollbackLane : Lane
{
    private readonly RollbackRules _rules;
    private readonly Schedule _schedule;

    public RollbackLane(EventLog log, Situation situation, RollbackRules rules)
        : base(log)
    {
        _rules = rules;
        _schedule = new Schedule(situation.Plan.Graph.Reversed());
        Admit();
    }

    public override void Changed(int task)
    {
        if (_rules.IsPassed(task))
        {
            _schedule.Finish(task);
            Admit();
        }
        else
        {
            Want(task);
        }
    }

    protected override NextStep Next(int task, bool hasWaited) => _rules.Next(task, hasWaited);

    private void Admit()
    {
        while (_schedule.TryTake(out var task))
        {
            if (_rules.IsPassed(task))
            {
                _schedule.Finish(task);
            }
            else
            {
                Want(task);
            }
        }
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>The loop of one run. Everything here happens on one logical thread; other threads only put messages into the mailbox.</summary>
internal sealed class RunLoop : IDisposable
{
    private readonly EngineRequest _request;
    private readonly EventLog _log;
    private readonly RunConnection _connection;
    private readonly Recovery _recovery;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly Mailbox _mailbox = new();
    private readonly AttemptPool _pool;
    private readonly Aftermath _aftermath;
    private readonly Situation _situation;
    private readonly ForwardRules _forward;
    private readonly RollbackRules _rollback;
    private readonly PendingEffects _effects = new();
    private readonly ITimer _alarm;
    private Lane _lane = null!;
    private bool _wasOnTheWayBack;
    private bool _siblingsAsked;

    public RunLoop(EngineRequest request, EventLog log, ILauncher launcher, TimeProvider time, Func<double> random, Background background)
    {
        (_request, _log, _time, _random) = (request, log, time, random);
        _connection = new RunConnection(launcher, request, log.Run.RunId);
        _recovery = new Recovery(log.Run, _connection, request.HostName);
        _pool = new AttemptPool(request, _mailbox, _connection, time, background);
        _aftermath = new Aftermath(log, _pool, _mailbox, _effects);
        _situation = new Situation(request.Plan, log.Run);
        _forward = new ForwardRules(_situation, request.Work, time);
        _rollback = new RollbackRules(_situation, time);
        _alarm = time.CreateTimer(_ => _mailbox.Post(Message.Wake.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private RunState Run => _log.Run;

    private bool IsStopping => Run.Stop is not null;

    public async Task RunAsync()
    {
        try
        {
            await AttachAsync();
            _request.Control.Listen(_mailbox.Post);
            using var limit = Limit();
            await LoopAsync();
            Finish();
            await _log.CommitAsync();
            if (Run.Status.IsSettled())
            {
                await _connection.ForgetAsync();
            }
        }
        catch (RefusedException)
        {
            await _aftermath.SalvageAsync(attempt => Outcomes.ToEvent(attempt, _situation, RetryTime, Now));
            throw;
        }
        catch
        {
            // The lease is lost, or this is a bug: either way nothing of ours may go on, and nothing more is written.
            await _aftermath.AbandonAsync();
            throw;
        }
        finally
        {
            _request.Control.Listen(null);
            await _connection.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _pool.Dispose();
    }

    /// <summary>Takes the run: says so, and finds out about what an earlier runner left.</summary>
    private async ValueTask AttachAsync()
    {
        if (_request.Journal.Head == 0)
        {
            _log.AddStart();
        }

        var holder = _request.Lease.Holder;
        _log.Add(new RunEvent.RunnerAttached(
            _request.Lease.Epoch, holder.Runner, holder.Host, holder.BootId, holder.Pid, holder.StartTicks, Now));
        if (_request.RollbackBy is { } by)
        {
            if (Run.Start.Operation is OperationKind.Rollback or OperationKind.Uninstall)
            {
                throw new ArgumentException("a rollback or an uninstall is not undone, it is resumed; this is a bug of the caller");
            }

            _log.Add(new RunEvent.RollbackRequested(by, Now));
        }

        if (_request.Journal.Head > 0)
        {
            await _log.CommitAsync(); // the new epoch is in force before anything is done about the old one's attempts
        }

        await _connection.OpenAsync();
        _lane = await RecoverAsync() ? new RollbackLane(_log, _situation, _rollback) : new ForwardLane(_log, _situation, _forward);
        _wasOnTheWayBack = _lane is RollbackLane;
    }

    /// <summary>Finds out what an earlier runner left, and goes on with what can be gone on with.</summary>
    /// <returns>Whether something of the rollback phase still runs: then the run is on its way back.</returns>
    private async ValueTask<bool> RecoverAsync()
    {
        var onTheWayBack = false;
        for (var task = 0; task < Run.Count; task++)
        {
            if (Run[task].Open is null && !_situation.NeedsRecovery(task))
            {
                continue;
            }

            var (happened, adopted) = await _recovery.FindOutAsync(task, _request.Lease.Epoch, Now);
            if (happened is not null)
            {
                _log.Add(happened);
            }

            if (adopted is not null)
            {
                _pool.Intend(adopted);
                onTheWayBack |= _situation.IsUndo(adopted) && _situation.IsFinished(task);
            }
        }

        return onTheWayBack;
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            while (_mailbox.TryTake(out var message))
            {
                Take(message);
            }

            Fill();
            if (_log.IsDue)
            {
                await _log.CommitAsync();
                Release();
            }
            else if (_pool.Count > 0 || !(IsStopping || _lane.IsQuiet))
            {
                SetAlarm();
                await _mailbox.WaitAsync();
            }
            else if (IsStopping || !Advance())
            {
                return;
            }
        }
    }

    /// <summary>Decides as far as slots reach; every attempt decided on gets its intent.</summary>
    private void Fill()
    {
        if (IsStopping)
        {
            return;
        }

        _lane.WakeDue(Now);
        while (_pool.Count < Math.Max(1, _request.Plan.Policy.Parallelism) && _lane.TryTake(out var task, out var next))
        {
            var number = Run[task].LastAttempt + 1;
            _log.Add(new RunEvent.AttemptIntended(task, number, next.Kind, next.Cause, next.InputDigest, Now));
            _pool.Intend(new AttemptRequest(task, number, next.Kind, Run.RunId, _request.Lease.Epoch, next.Cause));
        }

        if (_situation.CancelsSiblings && !_siblingsAsked)
        {
            _siblingsAsked = true;
            _pool.AskSiblings();
        }
    }

    /// <summary>What was waiting for the commit may begin.</summary>
    private void Release()
    {
        _effects.Allow();
        _pool.StartIntended(Run, a => a.Kind == AttemptKind.Execute && !_situation.IsHandler(a.Task));
    }

    /// <summary>Nothing runs and nothing may start on this way: turns to the other.</summary>
    /// <returns>False when both are at their end.</returns>
    private bool Advance()
    {
        if (_lane is ForwardLane)
        {
            var planned = _rollback.Plan();
            if (planned is not null)
            {
                _log.Add(planned);
            }

            var kept = _rollback.Keep();
            kept.ForEach(_log.Add);
            if (planned is null && kept.Count == 0 && (_wasOnTheWayBack || !_rollback.HasOpen()))
            {
                return false;
            }

            _lane = new RollbackLane(_log, _situation, _rollback);
            return _wasOnTheWayBack = true;
        }

        foreach (var blocked in _rollback.Blocked())
        {
            _log.Add(blocked);
        }

        _lane = new ForwardLane(_log, _situation, _forward);
        return true;
    }

    private void Take(Message message)
    {
        switch (message)
        {
            case RunningAttempt attempt:
                Settle(attempt);
                break;
            case Message.EffectAsked effect:
                Begin(effect);
                break;
            case Message.StepEnded step:
                _log.AddLazily(new RunEvent.StepSettled(step.Attempt.Request.Task, step.Attempt.Request.Number, step.Step, step.Outcome));
                break;
            case Message.EffectEnded effect:
                _log.Add(new RunEvent.StepSettled(effect.Attempt.Request.Task, effect.Attempt.Request.Number, effect.Step, effect.Outcome));
                _effects.Add(effect);
                break;
            case Message.StopWished stop:
                _log.Add(new RunEvent.StopRequested(stop.Wish.Reason, stop.Wish.Stage, stop.Wish.By, Now));
                _pool.Stop(stop.Wish.Stage);
                break;
            case Message.Abandoned:
                throw new StaleLeaseException(_request.Lease);
        }
    }

    private void Begin(Message.EffectAsked effect)
    {
        if (IsStopping)
        {
            effect.Refuse(new OperationCanceledException("the run is stopping"));
            return;
        }

        _log.Add(new RunEvent.EffectBegun(effect.Attempt.Request.Task, effect.Attempt.Request.Number, effect.Step));
        _effects.Add(effect);
    }

    private void Settle(RunningAttempt attempt)
    {
        _pool.Release();
        _log.Add(Outcomes.ToEvent(attempt, _situation, RetryTime, Now));
        _lane.Changed(attempt.Request.Task);
    }

    private DateTimeOffset? RetryTime(AttemptRequest attempt) =>
        _situation.IsUndo(attempt)
            ? _rollback.RetryTime(attempt.Task, _random())
            : _forward.RetryTime(attempt.Task, _random());

    private void Finish()
    {
        if (RunEnd.ToEvent(_situation, Now) is { } end)
        {
            _log.Add(end);
        }

        _log.Summarise();
    }

    private ITimer? Limit() => _request.Plan.Policy.Timeout is { } limit
        ? _time.CreateTimer(_ => _request.Control.Stop(StopReason.Timeout), null, limit, Timeout.InfiniteTimeSpan)
        : null;

    private void SetAlarm()
    {
        if (!IsStopping && _lane.NextDue is { } due) // nothing starts any more: a due task would only wake the loop again and again
        {
            var wait = due - Now;
            _alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private DateTimeOffset Now => _time.GetUtcNow();
}

using TaskRunner.Diagnostics;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>The runner's side: it asks for steps, hears of their ends, and when a supervisor dies under it finds out what became of each.</summary>
internal sealed class SimRunLauncher(Machine machine, SimSupervision supervision, SimProcess runner, long epoch) : IRunLauncher
{
    private readonly Dictionary<StepKey, (Message.Launch Launch, StopSignals Stop, TaskCompletionSource<ProcessOutcome> Outcome)> _pending = [];
    private readonly SimDoor _door = new(machine, supervision, runner, epoch);
    private Dictionary<StepKey, Known> _known = [];
    private Task _entering = Task.CompletedTask;
    private SimLine? _line;
    private bool _isClosed;

    public async Task OpenAsync(bool isNew)
    {
        if (!supervision.Spool.Exists)
        {
            supervision.Spool.Create(isNew);
        }

        try
        {
            Admit(await _door.EnterAsync(start: false, Hear));
        }
        catch (IOException e)
        {
            throw new RefusedException(RefusalKind.Store, "TR9040", "simulated", e.Message);
        }
    }

    public AttemptTrace TraceOf(string attemptId) => new(
        supervision.Spool.IsWhole,
        [.. _known.Values.Where(s => s.Key.AttemptId == attemptId).Select(s => new StepTrace(s.Key.Step, s.Fate))],
        "simulated");

    public async ValueTask<ProcessOutcome> RunAsync(LaunchTicket ticket, ProcessSpec process, StopSignals stop)
    {
        var key = new StepKey(ticket.AttemptId, ticket.Step);
        if (_known.TryGetValue(key, out var known) && known.Fate != StepFate.Running)
        {
            return known.Outcome ?? await LoseAsync(key);
        }

        if (known is null && stop.Asked.IsCancellationRequested)
        {
            return new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false);
        }

        var launch = new Message.Launch(key, ticket.MayRepeat, ticket.NotAfter, process);
        var outcome = new TaskCompletionSource<ProcessOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[key] = (launch, stop, outcome);
        await InTurnAsync(async () =>
        {
            if (_line is null)
            {
                Admit(await _door.EnterAsync(start: true, Hear));
            }

            _line!.SendToSupervisor(launch);
        });
        await using var asked = stop.Asked.Register(() => _line?.SendToSupervisor(new Message.Stop(key, Kill: false)));
        await using var killed = stop.Killed.Register(() => _line?.SendToSupervisor(new Message.Stop(key, Kill: true)));
        return await outcome.Task;
    }

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken)
    {
        foreach (var step in _known.Values.Where(s => s.Key.AttemptId == attemptId && s.Fate == StepFate.Running))
        {
            _line?.SendToSupervisor(new Message.Stop(step.Key, Kill: true));
        }

        return supervision.Processes.EndMarkedAsync(attemptId);
    }

    public ValueTask ForgetAsync()
    {
        _isClosed = true;
        if (_line is { IsBroken: false } line)
        {
            line.SendToSupervisor(new Message.Forget());
        }
        else
        {
            supervision.Spool.Remove();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        supervision.Spool.Unlock(runner);
        if (_line is { } line)
        {
            machine.After(TimeSpan.FromMilliseconds(50), line.Break); // what was sent before still arrives
        }

        return ValueTask.CompletedTask;
    }

    private void Admit(Admission admission)
    {
        _known = admission.Steps.ToDictionary(s => s.Key);
        _line = admission.Line;
        if (_line is { IsBroken: true } line)
        {
            _ = InTurnAsync(() => ReenterAsync(line)); // it died before we listened
        }
    }

    private void Hear(SimLine line, Message said)
    {
        if (said is Message.Ended ended && line == _line && _pending.Remove(ended.Key, out var step))
        {
            step.Outcome.TrySetResult(ended.Outcome);
        }
        else if (said is Message.Gone && !_isClosed)
        {
            _ = InTurnAsync(() => ReenterAsync(line));
        }
    }

    /// <summary>The supervisor is gone: what it left in the spool tells what became of each step.</summary>
    private async Task ReenterAsync(SimLine lost)
    {
        if (_line != lost || _isClosed)
        {
            return;
        }

        var waiting = _pending.ToList();
        _line = null;
        try
        {
            Admit(await _door.EnterAsync(start: waiting.Count > 0, Hear));
        }
        catch (Exception e) when (e is OvertakenException or IOException)
        {
            _pending.Values.ToList().ForEach(p => p.Outcome.TrySetResult(new ProcessOutcome.Lost(e.Message)));
            _pending.Clear();
            return;
        }

        foreach (var (key, step) in waiting)
        {
            await ResumeAsync(key, step.Launch, step.Stop);
        }
    }

    private async Task ResumeAsync(StepKey key, Message.Launch launch, StopSignals stop)
    {
        switch (_known.GetValueOrDefault(key))
        {
            case null:
                _line!.SendToSupervisor(launch);
                RepeatStops(key, stop);
                break;
            case { Fate: StepFate.Running }:
                RepeatStops(key, stop);
                break;
            case { Outcome: { } outcome }:
                Settle(key, outcome);
                break;
            default:
                Settle(key, await LoseAsync(key));
                break;
        }
    }

    private async Task<ProcessOutcome> LoseAsync(StepKey key)
    {
        await supervision.Processes.EndMarkedAsync(key.AttemptId);
        return new ProcessOutcome.Lost("its supervisor died");
    }

    private void RepeatStops(StepKey key, StopSignals stop)
    {
        if (stop.Asked.IsCancellationRequested || stop.Killed.IsCancellationRequested)
        {
            _line!.SendToSupervisor(new Message.Stop(key, stop.Killed.IsCancellationRequested));
        }
    }

    private void Settle(StepKey key, ProcessOutcome outcome)
    {
        if (_pending.Remove(key, out var step))
        {
            step.Outcome.TrySetResult(outcome);
        }
    }

    /// <summary>One after the other: the line is changed only here.</summary>
    private async Task InTurnAsync(Func<Task> work)
    {
        var before = _entering;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _entering = done.Task;
        await before;
        try
        {
            await work();
        }
        finally
        {
            done.TrySetResult();
        }
    }
}

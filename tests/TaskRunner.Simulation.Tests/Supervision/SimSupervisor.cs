using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>
/// A supervisor on the simulated machine: a process of its own that keeps the protocol of docs/supervisor.md. It can be killed or
/// stopped between any two of its steps: before and after the mark, its sync, the start, the outcome, and what it says.
/// </summary>
internal sealed class SimSupervisor(Machine machine, ProcessTable processes, SimSpool spool, SimProcess process)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSync = TimeSpan.FromMilliseconds(15);
    private readonly Inbox<(SimLine? From, Message What)> _inbox = new(machine);
    private readonly Dictionary<StepKey, Child> _running = [];
    private readonly HashSet<StepKey> _repeatable = [];
    private readonly List<SimLine> _lines = [];
    private SimLine? _runner;
    private string _starter = "";
    private bool _isForgotten;

    public SimProcess Process => process;

    /// <summary>The lines that are open, for faults.</summary>
    public IReadOnlyList<SimLine> Lines => _lines;

    public async Task RunAsync()
    {
        if (!spool.Exists || !spool.TryLock(process))
        {
            return; // another one does it
        }

        spool.Listening = this;
        while (await _inbox.WaitAsync(_running.Count > 0 || _lines.Count > 0 ? null : Idle))
        {
            while (_inbox.TryTake(out var said))
            {
                await TakeAsync(said.From, said.What);
            }

            if (_isForgotten && _running.Count == 0)
            {
                spool.Remove();
                return;
            }
        }

        spool.Listening = null;
        spool.Unlock(process);
    }

    /// <summary>A runner knocks.</summary>
    public SimLine Accept(SimProcess runner)
    {
        var line = new SimLine(machine, runner, process);
        _lines.Add(line);
        line.ListenAsSupervisor(said => _inbox.Add((line, said)));
        return line;
    }

    private async Task TakeAsync(SimLine? from, Message said)
    {
        switch (said)
        {
            case Message.Gone:
                Drop(from!);
                break;
            case Message.Hello hello:
                await GreetAsync(from!, hello);
                break;
            case Message.Ended ended:
                await RememberAsync(ended);
                break;
            case Message.Launch launch when from == _runner:
                await ReleaseAsync(launch);
                break;
            case Message.Stop stop when from == _runner && _running.TryGetValue(stop.Key, out var child):
                Stop(child, stop.Kill);
                break;
            case Message.Forget when from == _runner:
                _isForgotten = true;
                break;
        }
    }

    private async Task GreetAsync(SimLine line, Message.Hello hello)
    {
        if (hello.Epoch < spool.Epoch)
        {
            line.SendToRunner(new Message.Refused());
            Drop(line);
            return;
        }

        if (_runner is { } before && before != line)
        {
            before.Break();
            Drop(before);
        }

        (_runner, _starter) = (line, hello.Runner);
        spool.TakeEpoch(hello.Epoch);
        machine.History.Add(new Happening.Admitted(hello.Runner, hello.Epoch));
        await SyncAsync();
        line.SendToRunner(new Message.Welcome([.. spool.Steps.Select(s => new Known(s.Key, FateOf(s.Key, s.Outcome), s.Outcome))]));
    }

    private StepFate FateOf(StepKey key, ProcessOutcome? outcome) =>
        outcome is not null ? StepFate.Ended : _running.ContainsKey(key) ? StepFate.Running : StepFate.Lost;

    private async Task ReleaseAsync(Message.Launch launch)
    {
        var known = spool.Steps.FirstOrDefault(s => s.Key == launch.Key);
        if (known.Key == launch.Key)
        {
            if (!_running.ContainsKey(launch.Key))
            {
                _runner!.SendToRunner(new Message.Ended(launch.Key, known.Outcome ?? new ProcessOutcome.Lost("a mark, and nobody saw the end")));
            }

            return;
        }

        if (launch.NotAfter is { } end && machine.Now > end)
        {
            _runner!.SendToRunner(new Message.Ended(launch.Key, new ProcessOutcome.NotStarted("too late") { IsTooLate = true }));
            return;
        }

        var starter = _starter;
        spool.Release(launch.Key);
        if (launch.MayRepeat)
        {
            _repeatable.Add(launch.Key);
        }
        else
        {
            await SyncAsync();
        }

        var child = processes.Start(launch.Process, starter);
        _running.Add(launch.Key, child);
        machine.After(launch.Process.Timeout, () => process.Post(_ => child.Stop(StopCause.Timeout, launch.Process.Grace), null));
        _ = FollowAsync(launch.Key, child);
    }

    private async Task FollowAsync(StepKey key, Child child)
    {
        var end = await child.LeaderEnded;
        await machine.WaitAsync(machine.Draw(LongestSync)); // finding what it left behind takes its time
        child.Kill(end);
        _inbox.Add((null, new Message.Ended(key, end)));
    }

    private async Task RememberAsync(Message.Ended ended)
    {
        _running.Remove(ended.Key);
        spool.End(ended.Key, ended.Outcome);
        if (!_repeatable.Contains(ended.Key))
        {
            await SyncAsync();
        }

        _runner?.SendToRunner(ended);
    }

    private async Task SyncAsync()
    {
        await machine.WaitAsync(machine.Draw(LongestSync));
        spool.Sync();
    }

    private static void Stop(Child child, bool kill)
    {
        if (kill)
        {
            child.Kill(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: true));
        }
        else
        {
            child.Stop(StopCause.Cancelled, TimeSpan.FromSeconds(5));
        }
    }

    private void Drop(SimLine line)
    {
        _lines.Remove(line);
        _runner = _runner == line ? null : _runner;
    }
}

using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>What a runner learned when it took a run.</summary>
internal sealed record Admission(SimLine? Line, IReadOnlyList<Known> Steps);

/// <summary>How a runner gets to know what was released: from the supervisor, or with the lock in its own hand from the spool.</summary>
internal sealed class SimDoor(Machine machine, SimSupervision supervision, SimProcess runner, long epoch)
{
    private const int Tries = 3;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly SimSpool _spool = supervision.Spool;

    /// <param name="start">Whether a supervisor is needed.</param>
    /// <param name="hears">Gets what comes over the line after the welcome.</param>
    public async Task<Admission> EnterAsync(bool start, Action<SimLine, Message> hears)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (!_spool.Exists)
            {
                throw new DirectoryNotFoundException("the run is over");
            }

            if (_spool.TryLock(runner))
            {
                var admission = await ReadAsync();
                if (!start)
                {
                    return admission;
                }

                _spool.Unlock(runner);
                supervision.Start();
            }

            if (await KnockAsync(start, hears) is { } admitted)
            {
                return admitted;
            }

            if (_spool.Holder is { } holder && holder != runner)
            {
                supervision.Kill(holder);
            }
        }

        throw new InvalidOperationException("no supervisor can be had");
    }

    private async Task<Admission> ReadAsync()
    {
        if (_spool.Epoch > epoch)
        {
            throw new OvertakenException(epoch);
        }

        _spool.TakeEpoch(epoch);
        machine.History.Add(new Happening.Admitted(runner.Name, epoch));
        await machine.WaitAsync(machine.Draw(Pause));
        _spool.Sync();
        return new Admission(null, [.. _spool.Steps.Select(s => new Known(s.Key, s.Outcome is null ? StepFate.Lost : StepFate.Ended, s.Outcome))]);
    }

    private async Task<Admission?> KnockAsync(bool start, Action<SimLine, Message> hears)
    {
        var since = machine.Now;
        while (machine.Now - since < AnswerTime)
        {
            if (_spool.Listening is { Process.IsAlive: true } supervisor)
            {
                return await GreetAsync(supervisor, AnswerTime - (machine.Now - since), hears);
            }

            if (!start && _spool.TryLock(runner))
            {
                return await ReadAsync();
            }

            await machine.WaitAsync(Pause);
        }

        return null;
    }

    private async Task<Admission?> GreetAsync(SimSupervisor supervisor, TimeSpan patience, Action<SimLine, Message> hears)
    {
        var line = supervisor.Accept(runner);
        var answer = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        line.ListenAsRunner(said =>
        {
            if (!answer.TrySetResult(said))
            {
                hears(line, said);
            }
        });
        line.SendToSupervisor(new Message.Hello(runner.Name, epoch));
        machine.After(patience, () => answer.TrySetResult(new Message.Gone()));
        switch (await answer.Task)
        {
            case Message.Welcome welcome:
                return new Admission(line, welcome.Steps);
            case Message.Refused:
                throw new OvertakenException(epoch);
            default:
                line.Break();
                return null;
        }
    }
}

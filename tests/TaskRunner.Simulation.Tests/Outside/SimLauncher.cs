using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>A launcher inside the runner: its children outlive it, what it knows of them does not.</summary>
internal sealed class SimLauncher(Machine machine, ProcessTable processes, SimProcess runner) : ILauncher
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(10);

    public async ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop)
    {
        if (stop.Asked.IsCancellationRequested)
        {
            return new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false);
        }

        var child = processes.Start(process, runner.Name);
        machine.After(process.Timeout, () => child.Stop(StopCause.Timeout, process.Grace));
        await using var asked = stop.Asked.Register(() => child.Stop(StopCause.Cancelled, process.Grace));
        await using var killed = stop.Killed.Register(() => child.Kill(new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: true)));
        var end = await child.LeaderEnded;
        await machine.WaitAsync(machine.Draw(LongestStart)); // finding what it left behind takes its time
        child.Kill(end);
        return end;
    }

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
        processes.EndMarkedAsync(attemptId);
}

using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>A launcher whose processes are a supervisor's children.</summary>
internal sealed class SupervisedSimLauncher(Machine machine, SimSupervision supervision, SimProcess runner) : ILauncher
{
    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) =>
        throw new NotSupportedException("every process here belongs to a run");

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
        supervision.Processes.EndMarkedAsync(attemptId);

    public async ValueTask<IRunLauncher> ConnectAsync(string runId, long epoch, bool isNew, CancellationToken cancellationToken)
    {
        var run = new SimRunLauncher(machine, supervision, runner, epoch);
        await run.OpenAsync(isNew);
        return run;
    }
}

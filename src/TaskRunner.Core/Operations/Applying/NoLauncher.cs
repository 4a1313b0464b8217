using TaskRunner.TaskTypes;

namespace TaskRunner.Operations.Applying;

/// <summary>Stands where a host starts no processes: a task that wants one fails and says so.</summary>
internal sealed class NoLauncher : ILauncher
{
    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) =>
        ValueTask.FromResult<ProcessOutcome>(new ProcessOutcome.NotStarted("this host starts no processes: its workbench has no launcher"));

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([]);
}

namespace TaskRunner.TaskTypes;

/// <summary>Processes of a run as children of the runner itself: with it goes the knowledge of how they end.</summary>
internal sealed class DirectRunLauncher(ILauncher launcher) : IRunLauncher
{
    private static readonly AttemptTrace Nothing = new(IsWhole: false, [], "");

    public AttemptTrace TraceOf(string attemptId) => Nothing;

    public ValueTask<ProcessOutcome> RunAsync(LaunchTicket ticket, ProcessSpec process, StopSignals stop) => launcher.RunAsync(process, stop);

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
        launcher.EndStraysAsync(attemptId, cancellationToken);

    public ValueTask ForgetAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

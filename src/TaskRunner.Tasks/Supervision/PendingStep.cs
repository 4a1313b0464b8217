using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>A step whose outcome the runner waits for.</summary>
internal sealed class PendingStep(Parcel.Launch launch, StopSignals signals)
{
    private readonly TaskCompletionSource<ProcessOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Parcel.Launch Launch => launch;

    public Task<ProcessOutcome> Outcome => _outcome.Task;

    public void Settle(ProcessOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Says again what may not have reached a supervisor that is gone.</summary>
    public void RepeatStops(Line line)
    {
        if (signals.Asked.IsCancellationRequested || signals.Killed.IsCancellationRequested)
        {
            line.Send(new Parcel.Stop(launch.Key, signals.Killed.IsCancellationRequested));
        }
    }
}

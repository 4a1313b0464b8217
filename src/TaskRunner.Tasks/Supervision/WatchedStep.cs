using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>A step whose process the supervisor has started or is about to.</summary>
internal sealed class WatchedStep : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _killed = new();

    public WatchedStep(StepKey key, bool mayRepeat) =>
        (Key, MayRepeat, Signals) = (key, mayRepeat, new StopSignals(_asked.Token, _killed.Token));

    public StepKey Key { get; }

    public bool MayRepeat { get; }

    public StopSignals Signals { get; }

    public void Stop(bool kill)
    {
        _ = _asked.CancelAsync(); // what hangs on it must not hold up the loop
        if (kill)
        {
            _ = _killed.CancelAsync();
        }
    }

    public void Dispose()
    {
        _asked.Dispose();
        _killed.Dispose();
    }
}

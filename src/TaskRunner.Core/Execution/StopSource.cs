using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>The two signals a group of attempts hears: those that end with their siblings, or those that only a stop of the run ends.</summary>
internal sealed class StopSource : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _killed = new();

    public StopSource() => Signals = new StopSignals(_asked.Token, _killed.Token);

    public StopSignals Signals { get; }

    // Off the caller's thread: what hangs on the tokens is foreign code and must not hold up the loop.
    public void Ask() => _ = _asked.CancelAsync();

    public void Kill()
    {
        Ask();
        _ = _killed.CancelAsync();
    }

    public void Dispose()
    {
        _asked.Dispose();
        _killed.Dispose();
    }
}

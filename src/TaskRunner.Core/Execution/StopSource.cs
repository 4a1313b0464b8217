using TaskRunner.TaskTypes;

namespace TaskRunner.Execution;

/// <summary>The two signals a group of attempts hears: those that end with their siblings, or those that only a stop of the run ends.</summary>
internal sealed class StopSource(Background background) : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _killed = new();

    public StopSignals Signals => field ??= new StopSignals(_asked.Token, _killed.Token);

    // In the background: what hangs on the tokens is foreign code and must not hold up the loop.
    public void Ask() => background.Cancel(_asked);

    public void Kill()
    {
        Ask();
        background.Cancel(_killed);
    }

    public void Dispose()
    {
        _asked.Dispose();
        _killed.Dispose();
    }
}

using TaskRunner.Execution;

namespace TaskRunner.Simulation.Tests.Scheduling;

/// <summary>Attempts of a simulated runner run among its other work, in whatever order the seed says.</summary>
internal sealed class SimBackground(SimProcess process) : Background
{
    public override void Start(IThreadPoolWorkItem work) => process.Post(_ => work.Execute(), null);

    public override void Cancel(CancellationTokenSource source) => process.Post(_ => CancelNow(source), null);

    private static void CancelNow(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended first. On the thread pool the token is marked before it is disposed of, and nobody looks at it any more.
        }
    }
}

namespace TaskRunner.Execution;

/// <summary>
/// Where foreign code runs, off the engine's loop: on the thread pool; in a simulation, wherever a seed says, so that a run can be
/// repeated. With the clock this is all the engine asks of the machine; its own awaits go on in the context they began in.
/// </summary>
internal abstract class Background
{
    public static Background ThreadPool { get; } = new Pool();

    public abstract void Start(IThreadPoolWorkItem work);

    /// <summary>Cancels without waiting for what hangs on the token.</summary>
    public abstract void Cancel(CancellationTokenSource source);

    private sealed class Pool : Background
    {
        public override void Start(IThreadPoolWorkItem work) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

        public override void Cancel(CancellationTokenSource source) => _ = source.CancelAsync();
    }
}

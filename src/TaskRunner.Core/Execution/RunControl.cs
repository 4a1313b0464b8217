using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>
/// How the outside stops a run, from any thread: first asked (nothing new starts, what runs is asked to end), then killed. The
/// engine records what was said and by whom.
/// </summary>
public sealed class RunControl
{
    private readonly Lock _lock = new();
    private Action<Message>? _listener;
    private StopWish? _wish;
    private bool _isAbandoned;

    /// <summary>Asks the run to stop; a second call raises the stage or the reason, never lowers them.</summary>
    public void Stop(StopReason reason, StopStage stage = StopStage.Asked, string? by = null)
    {
        lock (_lock)
        {
            var wish = new StopWish(
                _wish is { } before && before.Reason > reason ? before.Reason : reason,
                _wish is { } earlier && earlier.Stage > stage ? earlier.Stage : stage,
                by ?? _wish?.By);
            if (wish != _wish)
            {
                _wish = wish;
                _listener?.Invoke(new Message.StopWished(wish));
            }
        }
    }

    /// <summary>
    /// The lease could not be renewed: what runs is killed, nothing more is started or written, and the engine throws
    /// <see cref="Stores.StaleLeaseException"/>.
    /// </summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
            _listener?.Invoke(new Message.Abandoned());
        }
    }

    /// <summary>Tells the listener what was said before, if anything, and all that follows; null: nobody listens any more.</summary>
    internal void Listen(Action<Message>? listener)
    {
        lock (_lock)
        {
            _listener = listener;
            if (_wish is { } wish)
            {
                listener?.Invoke(new Message.StopWished(wish));
            }

            if (_isAbandoned)
            {
                listener?.Invoke(new Message.Abandoned());
            }
        }
    }
}

internal sealed record StopWish(StopReason Reason, StopStage Stage, string? By);

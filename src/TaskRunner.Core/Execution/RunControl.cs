using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>
/// How the outside stops a run, from any thread: first asked (nothing new starts, what runs is asked to end), then killed. The
/// engine records what was said and by whom.
/// </summary>
public sealed class RunControl
{
    private readonly Lock _lock = new();
    private Action<StopWish>? _listener;
    private StopWish? _wish;

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
                _listener?.Invoke(wish);
            }
        }
    }

    /// <summary>Tells the listener the wish that stands, if any, and every later one.</summary>
    internal void Listen(Action<StopWish>? listener)
    {
        lock (_lock)
        {
            _listener = listener;
            if (_wish is { } wish)
            {
                listener?.Invoke(wish);
            }
        }
    }
}

internal sealed record StopWish(StopReason Reason, StopStage Stage, string? By);

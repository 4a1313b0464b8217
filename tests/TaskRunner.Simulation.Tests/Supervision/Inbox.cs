using TaskRunner.Simulation.Tests.Scheduling;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>What waits to be taken, in the order in which it came; for one process.</summary>
internal sealed class Inbox<T>(Machine machine)
{
    private readonly Queue<T> _items = new();
    private TaskCompletionSource? _waiting;

    public void Add(T item)
    {
        _items.Enqueue(item);
        _waiting?.TrySetResult();
    }

    /// <returns>False when nothing came for so long.</returns>
    public async Task<bool> WaitAsync(TimeSpan? patience)
    {
        if (_items.Count > 0)
        {
            return true;
        }

        var waiting = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (patience is { } time)
        {
            machine.After(time, () => waiting.TrySetResult());
        }

        await waiting.Task;
        _waiting = null;
        return _items.Count > 0;
    }

    public bool TryTake(out T item) => _items.TryDequeue(out item!);
}

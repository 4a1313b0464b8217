using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// The spool as its supervisor writes it. An end is known from the moment it is told here, whether or not it is in the file yet: on a
/// full disk it waits for room, and a runner that asks meanwhile is answered by what happened, not by what is written.
/// </summary>
internal sealed class SpoolWriter(SpoolFile file)
{
    private readonly Queue<SpoolRecord> _unwritten = new();
    private bool _mustSync;

    public SpoolState State => file.State;

    /// <param name="record">What must be in the file before it counts.</param>
    /// <param name="mustSync">Whether the next <see cref="Settle"/> makes it durable.</param>
    /// <returns>Why it could not be written; null: it is.</returns>
    public string? TryAdd(SpoolRecord record, bool mustSync)
    {
        try
        {
            file.Add(record);
            _mustSync |= mustSync;
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>What has happened, and is written as soon as there is room.</summary>
    public void AddEnd(StepKey key, ProcessOutcome outcome, bool mustSync)
    {
        var record = new SpoolRecord.Ended(key, outcome);
        State.Apply(record);
        _unwritten.Enqueue(record);
        _mustSync |= mustSync;
    }

    /// <returns>Why something could not be made durable; null: all is that must be.</returns>
    public string? Settle()
    {
        while (_unwritten.TryPeek(out var record))
        {
            if (TryAdd(record, mustSync: false) is { } fault)
            {
                return fault;
            }

            _unwritten.Dequeue();
        }

        try
        {
            if (_mustSync)
            {
                file.Sync();
                _mustSync = false;
            }

            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}

using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Supervision;

/// <summary>
/// The folder of a run as the disk has it: what was written survives every process, what was synced survives a power loss as well. Its
/// lock goes with the process that holds it.
/// </summary>
internal sealed class SimSpool
{
    private readonly List<Record> _records = [];
    private int _synced;
    private SimProcess? _holder;

    private sealed record Record(StepKey? Released, StepKey? Ended, ProcessOutcome? Outcome, long Epoch);

    public bool Exists { get; private set; }

    /// <summary>It is as old as its run.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Who waits for runners here.</summary>
    public SimSupervisor? Listening { get; set; }

    public long Epoch => _records.Select(r => r.Epoch).DefaultIfEmpty().Max();

    public SimProcess? Holder => _holder is { IsAlive: true } ? _holder : null;

    /// <summary>Everything released, in order, with its outcome where that was written.</summary>
    public IEnumerable<(StepKey Key, ProcessOutcome? Outcome)> Steps =>
        from released in _records
        where released.Released is not null
        select (released.Released!.Value, _records.Find(e => e.Ended == released.Released)?.Outcome);

    public void Create(bool isWhole) => (Exists, IsWhole) = (true, isWhole);

    public void Remove()
    {
        (Exists, IsWhole, Listening) = (false, false, null);
        _records.Clear();
        _synced = 0;
    }

    public bool TryLock(SimProcess process)
    {
        if (Holder is not null && Holder != process)
        {
            return false;
        }

        _holder = process;
        return true;
    }

    public void Unlock(SimProcess process) => _holder = _holder == process ? null : _holder;

    public void TakeEpoch(long epoch) => _records.Add(new Record(null, null, null, epoch));

    public void Release(StepKey key) => _records.Add(new Record(key, null, null, 0));

    public void End(StepKey key, ProcessOutcome outcome) => _records.Add(new Record(null, key, outcome, 0));

    public void Sync() => _synced = _records.Count;

    /// <summary>The power fails: of what was not synced any part may be there.</summary>
    public void LosePower(Random random)
    {
        var kept = random.Next(_synced, _records.Count + 1);
        _records.RemoveRange(kept, _records.Count - kept);
        (_synced, _holder, Listening) = (kept, null, null);
    }
}

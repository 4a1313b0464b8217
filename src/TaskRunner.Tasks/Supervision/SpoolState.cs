using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>The fold over a spool's records.</summary>
internal sealed class SpoolState
{
    private readonly OrderedDictionary<StepKey, ProcessOutcome?> _steps = [];

    /// <summary>The highest epoch of a runner that took the run; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Whatever the run released is here: what is missing was not.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Everything that was released, in order; without an outcome: it runs, or nobody can tell.</summary>
    public IReadOnlyDictionary<StepKey, ProcessOutcome?> Steps => _steps;

    public void Apply(SpoolRecord record)
    {
        switch (record)
        {
            case SpoolRecord.Begun begun:
                IsWhole = begun.IsWhole;
                break;
            case SpoolRecord.EpochTaken taken:
                Epoch = Math.Max(Epoch, taken.Epoch);
                break;
            case SpoolRecord.Released released:
                _steps.TryAdd(released.Key, null);
                break;
            case SpoolRecord.Ended ended:
                _steps[ended.Key] = ended.Outcome;
                break;
        }
    }
}

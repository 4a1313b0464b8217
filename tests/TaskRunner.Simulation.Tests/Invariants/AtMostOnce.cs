using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>
/// P3: what must not run twice is released a second time only after a definite failure, a completed rollback, a probe's proof or a
/// decision; where it can be rolled back, a failure alone is not enough.
/// </summary>
internal sealed class AtMostOnce(SimPackage package) : Invariant("I2 released twice only if idempotent or decided")
{
    private readonly Dictionary<int, int> _released = [];
    private readonly Dictionary<(int Task, int Attempt), AttemptKind> _kinds = [];

    public override void OnRecord(Moment now, RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                _kinds[(e.Task, e.Attempt)] = e.Kind;
                break;
            case RunEvent.AttemptSettled e when Frees(e):
            case RunEvent.ProbeSettled { Outcome: ProbeOutcome.NotDone } when !CanRollBack((RunEvent.OfTask)happened):
            case RunEvent.DecisionRecorded { Decision: Decision.NotExecuted or Decision.RolledBack }:
                _released.Remove(((RunEvent.OfTask)happened).Task);
                break;
        }
    }

    public override void OnBegan(Moment now, Deed deed)
    {
        var (task, job) = (package.Tasks[deed.Job.Task], deed.Job);
        if (job.Kind != AttemptKind.Execute || task.Idempotent || (task.OnUnknown == UnknownRule.Execute && !CanRollBack(task)))
        {
            return;
        }

        var isFirst = !_released.TryGetValue(job.Task, out var attempt) || attempt == job.Number;
        Demand(isFirst, () => $"{deed} although attempt {attempt} was released and nothing says it may");
        _released[job.Task] = job.Number;
    }

    private bool Frees(RunEvent.AttemptSettled settled) => _kinds[(settled.Task, settled.Attempt)] switch
    {
        AttemptKind.Rollback => settled.Outcome is TaskOutcome.Succeeded,
        AttemptKind.Execute => settled.Outcome is TaskOutcome.Failed && !CanRollBack(settled),
        _ => false,
    };

    private bool CanRollBack(RunEvent.OfTask happened) => CanRollBack(package.Tasks[happened.Task]);

    private static bool CanRollBack(SimTask task) => task.Rollback;
}

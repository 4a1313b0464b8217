using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Invariants;

/// <summary>Undone is only what declares a rollback, was attempted, and was not undone since.</summary>
internal sealed class OnlyAttemptedRolledBack() : Invariant("I8 only attempted tasks with a rollback are rolled back")
{
    private readonly HashSet<int> _attempted = [];
    private readonly Dictionary<(int Task, int Attempt), AttemptKind> _kinds = [];

    public override void OnRecord(Moment now, RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                _kinds[(e.Task, e.Attempt)] = e.Kind;
                _ = e.Kind == AttemptKind.Execute && _attempted.Add(e.Task);
                break;
            case RunEvent.AttemptSettled { Outcome: TaskOutcome.Succeeded } e when _kinds[(e.Task, e.Attempt)] == AttemptKind.Rollback:
                _attempted.Remove(e.Task);
                break;
            case RunEvent.DecisionRecorded { Decision: Decision.NotExecuted or Decision.RolledBack } e:
                _attempted.Remove(e.Task);
                break;
        }
    }

    public override void OnBegan(Moment now, Deed deed)
    {
        if (deed.Job.Kind == AttemptKind.Rollback)
        {
            Demand(now.Package.Tasks[deed.Job.Task].Rollback, () => $"{deed}, which declares none");
            Demand(_attempted.Contains(deed.Job.Task), () => $"{deed}, which was not attempted since it was last undone");
        }
    }
}

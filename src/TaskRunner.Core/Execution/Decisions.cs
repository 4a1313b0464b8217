using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>What a person may decide about a task, and only while there is something to decide.</summary>
internal static class Decisions
{
    /// <summary>Empty where there is nothing to decide.</summary>
    public static IReadOnlyList<Decision> Allowed(in TaskRunState state) => state switch
    {
        { Rollback: RollbackState.Failed } => [Decision.RolledBack],
        { State: TaskState.Unknown } => [Decision.Succeeded, Decision.Failed, Decision.NotExecuted, Decision.RolledBack],
        { State: TaskState.Blocked, Trouble.NeedsDecision: true } => [Decision.Succeeded, Decision.Failed, Decision.NotExecuted],
        _ => [],
    };
}

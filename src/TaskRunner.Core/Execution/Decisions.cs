using TaskRunner.Diagnostics;
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

    /// <exception cref="RefusedException">It cannot be said of the task as it stands.</exception>
    public static void Check(in TaskRunState state, string task, Decision decision)
    {
        var allowed = Allowed(state);
        if (allowed.Count == 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR6011", task, state.Word);
        }

        if (!allowed.Contains(decision))
        {
            var words = string.Join(", ", allowed.Select(EventWords.Of));
            throw new RefusedException(RefusalKind.NotAllowed, "TR6012", task, state.Word, EventWords.Of(decision), words);
        }
    }
}

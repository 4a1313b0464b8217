using System.Collections.Immutable;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Runs;

/// <summary>Makes the picture of a run from its records.</summary>
internal static class RunReports
{
    /// <param name="header">The run in lists.</param>
    /// <param name="run">Its fold.</param>
    /// <param name="plan">Its recorded plan.</param>
    /// <param name="isHeld">Somebody works on it now.</param>
    public static RunReport Of(RunHeader header, RunState run, RecordedPlan plan, bool isHeld)
    {
        var names = plan.Tasks.Select(t => t.Name).ToArray();
        var tasks = ImmutableArray.CreateBuilder<TaskReport>(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            tasks.Add(OfTask(plan.Tasks[i], run, i, names));
        }

        return new RunReport
        {
            Installation = header.Installation,
            Package = header.Package,
            Operation = header.Operation,
            FromVersion = header.FromVersion,
            RunId = header.Id,
            OperationId = header.OperationId,
            Continues = header.Continues,
            Status = run.Status,
            IsInterrupted = !isHeld && run.Status is RunStatus.Running or RunStatus.RollingBack,
            StartedAt = header.StartedAt,
            FinishedAt = run.FinishedAt,
            Tasks = tasks.MoveToImmutable(),
            Kept = plan.Kept,
            Stopped = run.Stop?.Reason,
        };
    }

    public static TaskReport OfTask(RecordedTask task, RunState run, int index, IReadOnlyList<string> names)
    {
        ref readonly var state = ref run[index];
        var trouble = state.Trouble;
        return new TaskReport
        {
            Name = task.Name,
            Type = task.Type,
            Verb = task.Verb,
            State = state.Word,
            Reason = trouble.Reason ?? (state.State == TaskState.Skipped || state.State == TaskState.Reused ? task.Decision.Reason : null),
            Attempts = state.Attempts,
            LastAttempt = state.LastAttempt,
            Outputs = state.Outputs,
            StartedAt = state.StartedAt,
            FinishedAt = state.FinishedAt,
            Failure = trouble.Failure,
            FailedAttempt = trouble.FailedAttempt,
            RollbackFailure = trouble.RollbackFailure,
            BlockedBy = Names(trouble.BlockedBy, names),
            RollbackBlockedBy = Names(trouble.RollbackBlockedBy, names),
            Evidence = trouble.Evidence,
            NeedsDecision = trouble.NeedsDecision,
            Decisions = DecisionsOf(task, run, state),
            Service = task.Service,
            Mode = task.Mode,
        };
    }

    private static ImmutableArray<string> DecisionsOf(RecordedTask task, RunState run, in TaskRunState state) => run.Status.IsSettled()
        ? []
        : [.. Decisions.Allowed(state).Where(d => d != Decision.RolledBack || task.Verb == TaskVerb.Execute).Select(EventWords.Of)];

    private static ImmutableArray<string> Names(ImmutableArray<int> tasks, IReadOnlyList<string> names) =>
        tasks.IsEmpty ? [] : [.. tasks.Select(t => names[t])];
}

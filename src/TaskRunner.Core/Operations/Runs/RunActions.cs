using System.Collections.Immutable;
using TaskRunner.Journal;
using TaskRunner.Model;

namespace TaskRunner.Operations.Runs;

/// <summary>Which verbs fit a run as it stands: what a page offers. The operations themselves decide again when they are called.</summary>
public static class RunActions
{
    /// <param name="run">As it stands.</param>
    /// <param name="isLast">It is the last run of its installation.</param>
    public static ImmutableArray<string> Of(RunReport run, bool isLast)
    {
        var isUndo = run.Operation is OperationKind.Rollback or OperationKind.Uninstall;
        string[] rollback = isUndo ? [] : ["rollback"];
        return run.Status switch
        {
            _ when run.IsInterrupted => ["resume", .. rollback, "cancel"],
            RunStatus.Running or RunStatus.RollingBack => ["cancel"],
            RunStatus.NeedsDecision => ["resolve", "resume", .. rollback, "cancel"],
            RunStatus.RollbackFailed => [.. rollback, "resolve", "cancel"],
            _ when !isLast => [],
            RunStatus.Succeeded => run.Operation switch
            {
                OperationKind.Uninstall => [],
                OperationKind.Rollback => ["upgrade", "uninstall"],
                _ => ["upgrade", "reapply", "rollback", "uninstall"],
            },
            RunStatus.RolledBack => ["retry", "uninstall"],
            _ => ["retry", .. rollback, "uninstall"],
        };
    }
}

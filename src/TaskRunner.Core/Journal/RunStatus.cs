namespace TaskRunner.Journal;

/// <summary>
/// How a run stands by its own records. The first four are open, the others settled. <c>interrupted</c> is not among them: it
/// is derived where nobody holds the lease of a run that is running or rolling back.
/// </summary>
public enum RunStatus
{
    Running,
    RollingBack,
    NeedsDecision,
    RollbackFailed,
    Succeeded,
    Failed,
    RolledBack,
    Cancelled,
}

/// <summary>The words of <see cref="RunStatus"/>.</summary>
public static class RunStatusWords
{
    public static bool IsSettled(this RunStatus status) => status >= RunStatus.Succeeded;

    /// <summary>As JSON, lists and the run's header write it.</summary>
    public static string ToWord(this RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.RollingBack => "rolling-back",
        RunStatus.NeedsDecision => "needs-decision",
        RunStatus.RollbackFailed => "rollback-failed",
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.RolledBack => "rolled-back",
        RunStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}

namespace TaskRunner.Journal;

/// <summary>The reasons of failures that the engine itself gives (<see cref="TaskTypes.TaskFailure.Reason"/>).</summary>
public static class FailureReasons
{
    /// <summary>It threw: the task type, or what prepared the attempt.</summary>
    public const string Exception = "exception";

    /// <summary>It never began: a secret cannot be resolved, an expression failed.</summary>
    public const string Launch = "launch";

    /// <summary>An attempt ended over its time.</summary>
    public const string Timeout = "timeout";

    /// <summary>It said it was cancelled, though nobody had asked it to stop.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>How it ended nobody knows, and it was rolled back.</summary>
    public const string Unknown = "unknown";

    /// <summary>A probe proved that the work was not done, and no attempt was left.</summary>
    public const string NotDone = "not-done";

    /// <summary>A person said so.</summary>
    public const string Decision = "decision";
}

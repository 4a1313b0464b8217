using TaskRunner.Journal;

namespace TaskRunner.Execution;

/// <summary>The one thing to be done next about a task. The hierarchy is closed.</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>An attempt, as soon as there is a slot.</summary>
    public sealed record Attempt(AttemptKind Kind, RollbackCause? Cause = null, string? InputDigest = null) : NextStep;

    /// <summary>Something is now known; then the task is looked at again.</summary>
    public sealed record Record(RunEvent Happened) : NextStep;

    public sealed record WaitUntil(DateTimeOffset Time) : NextStep;

    /// <summary>Nothing: it runs, has finished, waits for a person, or nothing more is to be started.</summary>
    public sealed record Nothing : NextStep
    {
        public static Nothing Instance { get; } = new();
    }
}

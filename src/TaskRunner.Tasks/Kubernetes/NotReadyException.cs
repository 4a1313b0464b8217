namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What was applied did not become ready: in time, or at all.</summary>
internal sealed class NotReadyException(TimeSpan? limit, string reasons) : Exception(reasons)
{
    /// <summary>How long was waited; null where it never will be.</summary>
    public TimeSpan? Limit { get; } = limit;
}

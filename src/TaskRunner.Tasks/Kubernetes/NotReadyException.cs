namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What was applied did not become ready: in time, or at all.</summary>
internal sealed class NotReadyException(bool isLate, string reasons) : Exception(reasons)
{
    public bool IsLate { get; } = isLate;
}

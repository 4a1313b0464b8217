namespace TaskRunner.Tasks.Kubernetes;

/// <summary>Why an API server did not do what it was asked.</summary>
internal enum ClusterFault
{
    /// <summary>No connection came about: nothing was done.</summary>
    Unreachable,

    /// <summary>The connection broke after a change was sent: nobody knows whether it was made.</summary>
    Lost,
    Unauthorized,
    Forbidden,
    NotFound,
    AlreadyExists,
    Conflict,
    Invalid,
    UnknownKind,
    Access,
    Other,
}

/// <summary>A request that failed, with the words of the server for people.</summary>
internal sealed class ClusterException(ClusterFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public ClusterFault Fault { get; } = fault;

    /// <summary>A conflict with nobody but ourselves: with what an earlier rollback put back.</summary>
    public bool IsWithOurselves { get; init; }
}

using TaskRunner.Values;

namespace TaskRunner.Model;

/// <summary>How a task may be treated after trouble, as its definition says it. Data only; interpreted in Planning and the kernel's tables.</summary>
public sealed record TaskPolicy
{
    /// <summary>Its rollback runs when this task fails or is found unknown, and takes part in a whole-run rollback.</summary>
    public bool Rollback { get; init; }

    /// <summary>It may be run again without harm.</summary>
    public bool Idempotent { get; init; }

    /// <summary>What a continuing run does with an earlier success; null: always if idempotent, else never.</summary>
    public RerunRule? Rerun { get; init; }

    /// <summary>What is done when the outcome is unknown; null: the table of the semantics.</summary>
    public UnknownRule? OnUnknown { get; init; }

    public RetryPolicy? Retry { get; init; }

    /// <summary>A Go duration or a template over config and global; null: 30 minutes.</summary>
    public Value? Timeout { get; init; }

    /// <summary>Time between TERM and KILL; a Go duration or template; null: 30 seconds.</summary>
    public Value? Grace { get; init; }

    public LeftoversRule Leftovers { get; init; }
}

public enum RerunRule
{
    Always,
    Never,
    Changed,
}

public enum UnknownRule
{
    Probe,
    Execute,
    Rollback,
    Ask,
}

public enum LeftoversRule
{
    Kill,
    Keep,
    Fail,
}

/// <summary>Retries after a definite failure; each value is a number, a Go duration, or a template over config and global.</summary>
public sealed record RetryPolicy(Value Attempts, Value? Backoff, Value? MaxBackoff);

/// <summary>What happens to a run when a task fails for good.</summary>
public sealed record FailurePolicy(RollbackScope Rollback, SiblingsRule? Siblings)
{
    public static FailurePolicy Default { get; } = new(RollbackScope.Failed, null);
}

public enum RollbackScope
{
    None,
    Failed,
    All,
}

public enum SiblingsRule
{
    Finish,
    Cancel,
}

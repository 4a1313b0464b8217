using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>Everything there is to know of one task of a run: why it ran or did not, what it read, and each attempt.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Task">How it stands.</param>
/// <param name="Why">Why the plan runs it or does not.</param>
public sealed record TaskDetail(string RunId, TaskReport Task, PlanReason Why)
{
    /// <summary>What it read; null: not known.</summary>
    public Value? Inputs { get; init; }

    public ImmutableArray<AttemptDetail> Attempts { get; init; } = [];

    /// <summary>What a person decided last; null: nobody had to.</summary>
    public PersonDecision? Decided { get; init; }
}

/// <summary>A decision that was recorded.</summary>
public sealed record PersonDecision(string As, string Reason, string By, DateTimeOffset At);

/// <summary>One try to execute, probe, roll back or uninstall a task.</summary>
/// <param name="Number">From 1; names its logs.</param>
/// <param name="Kind"><c>execute, probe, rollback, uninstall</c>.</param>
/// <param name="StartedAt">When it was intended.</param>
public sealed record AttemptDetail(int Number, string Kind, DateTimeOffset StartedAt)
{
    /// <summary><c>running, succeeded, failed, unknown, cancelled, done, not-done, cannot-tell, lost, not-released</c>.</summary>
    public string State { get; init; } = "running";

    public DateTimeOffset? FinishedAt { get; init; }

    public TaskFailure? Failure { get; init; }

    /// <summary>What is known of an attempt without a definite outcome, or of one that was taken over.</summary>
    public LocalizableString? Evidence { get; init; }
}

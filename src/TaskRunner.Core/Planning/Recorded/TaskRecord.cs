using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>The last thing the history says about a task, by its full name.</summary>
/// <param name="Run">The run it happened in; for a reused result the run that made it.</param>
/// <param name="Fact">What happened.</param>
/// <param name="Digest">Of the inputs of the success; null where there is none.</param>
/// <param name="Outputs">Of the success; empty otherwise.</param>
/// <param name="Mode">The mode it was in, or null.</param>
internal sealed record TaskRecord(string Run, TaskFact Fact, string? Digest, MapValue Outputs, string? Mode)
{
    /// <summary>Name of the task type.</summary>
    public required string Type { get; init; }

    /// <summary>Version of the package it ran in.</summary>
    public required string Version { get; init; }

    /// <summary>It happened in the operation that is being continued.</summary>
    public bool IsOfOperation { get; init; }
}

/// <summary>What the history says about a task. The first that is found going back from the newest run counts.</summary>
internal enum TaskFact
{
    /// <summary>It succeeded, and nothing undid that since.</summary>
    Succeeded,

    /// <summary>It was rolled back or uninstalled, or belongs to a run that was.</summary>
    Undone,

    /// <summary>Its last attempt failed.</summary>
    Failed,

    /// <summary>Nobody knows how its last attempt ended.</summary>
    Unknown,

    /// <summary>Its mode alone gave its outputs.</summary>
    Supplied,
}

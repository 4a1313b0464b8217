using TaskRunner.Values;

namespace TaskRunner.Services;

/// <summary>A service as the register knows it.</summary>
/// <param name="Name">Unique in a store.</param>
/// <param name="Type">The task type, or what the task declared.</param>
/// <param name="Version">The version, or null before the first success.</param>
/// <param name="State">How it was when last looked at.</param>
/// <param name="Outputs">Of the task that registered it; secrets sealed.</param>
/// <param name="Installation">Whose it is.</param>
/// <param name="Run">The run that wrote it last.</param>
/// <param name="Task">The task that registered it.</param>
/// <param name="UpdatedAt">When, UTC.</param>
public sealed record ServiceRecord(
    string Name,
    string Type,
    string? Version,
    ServiceState State,
    MapValue Outputs,
    string Installation,
    string Run,
    string Task,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What the task's type says of the service: release, chart, revision …</summary>
    public MapValue Facts { get; init; } = MapValue.Empty;
}

public enum ServiceState
{
    Unknown,
    Ready,
    Updating,
    Degraded,
    Unavailable,
    Missing,
    External,
}

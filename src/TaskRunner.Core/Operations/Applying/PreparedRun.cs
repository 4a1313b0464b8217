using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Applying;

/// <summary>A plan that can begin.</summary>
internal sealed record PreparedRun(PlannedRun Planned, RecordedPlan Recorded)
{
    /// <summary>The run this one continues or undoes, or null.</summary>
    public string? Continues { get; init; }

    /// <summary>The operation it belongs to; null: it begins one.</summary>
    public string? OperationId { get; init; }

    /// <summary>The installation as it is recorded now.</summary>
    public required InstallationRecord Current { get; init; }

    /// <summary>The register now.</summary>
    public ImmutableArray<Services.ServiceRecord> Register { get; init; } = [];

    /// <summary>For a rollback: the plan of the operation it undoes.</summary>
    public RecordedPlan? Undone { get; init; }

    /// <summary>The archive of the package, to be stored before the run begins; null: it is stored already.</summary>
    public OpenedPackage? Opened { get; init; }

    /// <summary>The last run of the installation, or null.</summary>
    public StoredRun? Last { get; init; }

    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

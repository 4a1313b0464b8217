using TaskRunner.Model;

namespace TaskRunner.Operations.Installations;

/// <summary>A line of <c>list</c>.</summary>
/// <param name="Installation">Its name.</param>
/// <param name="Package">What is installed; null: nothing.</param>
/// <param name="Last">The last run; null for an installation that never ran.</param>
public sealed record InstallationSummary(string Installation, PackageIdentity? Package, RunSummary? Last);

/// <summary>
/// A run in lists. The revision is the number of the success it is, counted from 1; null for a run that did not succeed. The state
/// is one word, <c>interrupted</c> included.
/// </summary>
public sealed record RunSummary(
    string Id,
    int? Revision,
    OperationKind Operation,
    PackageIdentity Package,
    string? FromVersion,
    string State,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt);

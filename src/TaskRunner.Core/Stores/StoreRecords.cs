using System.Collections.Immutable;
using TaskRunner.Model;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Stores;

/// <summary>Which store this is, and which rules it was written under.</summary>
/// <param name="Id">Random, made with the store.</param>
/// <param name="Location">For people: a path or an address without credentials.</param>
/// <param name="Format">Number of the byte format.</param>
/// <param name="Semantics">Number of the rules by which its journals are folded.</param>
public sealed record StoreIdentity(string Id, string Location, int Format, int Semantics)
{
    /// <summary>The byte format this build writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The fold rules this build knows.</summary>
    public const int CurrentSemantics = 1;
}

/// <summary>One durable fact of a run.</summary>
/// <param name="Seq">From 1, gap-free.</param>
/// <param name="Epoch">Of the lease it was written under; equal to the commit's.</param>
/// <param name="RecordId">Unique; settles an ambiguous commit.</param>
/// <param name="Kind">What the body is.</param>
/// <param name="Body">UTF-8 JSON; the store may keep it, so it must not change afterwards.</param>
public readonly record struct JournalRecord(long Seq, long Epoch, Guid RecordId, string Kind, ReadOnlyMemory<byte> Body);

/// <summary>What one transaction writes. Everything but <see cref="Lease"/> may be empty.</summary>
public sealed record StoreCommit
{
    /// <summary>Proof of ownership: <c>installation:NAME</c>.</summary>
    public required Lease Lease { get; init; }

    /// <summary>The run the records belong to.</summary>
    public string? RunId { get; init; }

    public ImmutableArray<JournalRecord> Records { get; init; } = [];

    /// <summary>Written when a run begins and again when its summary changes.</summary>
    public RunHeader? Run { get; init; }

    public InstallationRecord? Installation { get; init; }

    public ImmutableArray<ServiceRecord> PutServices { get; init; } = [];

    public ImmutableArray<string> RemoveServices { get; init; } = [];
}

/// <summary>
/// A run in lists. The journal is the truth: <see cref="Summary"/> is the fold's last word, cached when the run settled or
/// stopped, null while it is open and was never left in order.
/// </summary>
public sealed record RunHeader(
    string Id,
    string Installation,
    OperationKind Operation,
    PackageIdentity Package,
    string? FromVersion,
    DateTimeOffset StartedAt)
{
    /// <summary>The run this one continues (retry) or undoes (rollback), or null.</summary>
    public string? Continues { get; init; }

    /// <summary>The first run of the operation; equal to <see cref="Id"/> for a first run.</summary>
    public required string OperationId { get; init; }

    /// <summary>State as the last record left it: <c>succeeded, failed, …</c>, or null.</summary>
    public string? Summary { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A named, installed package.</summary>
/// <param name="Name">Unique in a store.</param>
/// <param name="Package">What the last succeeded operation installed; null when nothing is installed (never succeeded, or uninstalled).</param>
/// <param name="Revision">Counts succeeded operations.</param>
/// <param name="LastRun">The newest run, whatever its end.</param>
/// <param name="SucceededRun">The run that brought <see cref="Package"/>; its plan holds the recorded answers.</param>
public sealed record InstallationRecord(string Name, PackageIdentity? Package, int Revision, string? LastRun, string? SucceededRun)
{
    /// <summary>Outputs of the package's tasks as of the last success, by task name; secrets sealed.</summary>
    public MapValue Outputs { get; init; } = MapValue.Empty;

    /// <summary>The answers of the last success, with generated values; secrets sealed or by reference.</summary>
    public MapValue Answers { get; init; } = MapValue.Empty;

    /// <summary>Services of other installations the package relies on: name to range.</summary>
    public MapValue Requires { get; init; } = MapValue.Empty;
}

public sealed record PackageRecord(string Digest, string Name, string Version, DateTimeOffset AddedAt)
{
    /// <summary>Size of the archive in bytes, as the store found it; of no meaning when it is put.</summary>
    public long Bytes { get; init; }
}

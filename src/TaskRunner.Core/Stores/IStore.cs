using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Stores;

/// <summary>
/// Where everything that must survive is kept. One conformance suite runs over every implementation. All methods are thread
/// safe; a write is durable when its task completes. A store that cannot be used throws
/// <see cref="Diagnostics.RefusedException"/> of kind <see cref="Diagnostics.RefusalKind.Store"/> (path and free bytes in the
/// message) and has then written nothing of that call.
/// </summary>
public interface IStore : IAsyncDisposable
{
    StoreIdentity Identity { get; }

    /// <summary>
    /// The one way runs are written: journal records, run header, register and installation in one transaction. Refused with
    /// <see cref="StaleLeaseException"/> when the lease is no longer the caller's, with <see cref="ArgumentException"/> when the
    /// sequence numbers do not follow gap-free on what is stored or the run's first commit brings no header.
    /// </summary>
    /// <exception cref="Diagnostics.RefusedException">
    /// A service of that name is another installation's (kind NotAllowed), or the store cannot be written. Nothing was written.
    /// </exception>
    ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken);

    /// <summary>Records of a run from a sequence number on (the first is 1), in order.</summary>
    /// <exception cref="Diagnostics.RefusedException">A record that is not the last fails its checksum.</exception>
    IAsyncEnumerable<JournalRecord> ReadJournalAsync(string runId, long fromSeq, CancellationToken cancellationToken);

    /// <summary>Number of the last record of a run, 0 for none.</summary>
    ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken);

    ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Runs of an installation, newest first; of all installations when the name is null.</summary>
    ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken);

    ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken);

    /// <summary>All installations ever seen, by name; uninstalled ones have no version.</summary>
    ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken);

    ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken);

    /// <summary>Records what a look at the service found; refused (false) when the entry changed since it was read.</summary>
    ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken);

    /// <summary>Keeps an archive under its digest; the same digest again is no write.</summary>
    ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken);

    ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken);

    ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken);

    /// <summary>Takes an archive out. Whether somebody may still need it is for the caller to know.</summary>
    /// <returns>False where it was not kept.</returns>
    ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken);

    /// <summary>All packages that are kept, newest first.</summary>
    ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken);

    /// <summary>The deployment team's global configuration; an empty map before it was first set.</summary>
    ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken);

    ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken);

    /// <summary>The sealed value kept under a key for references <c>{$store: KEY}</c>, or null.</summary>
    ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys of all sealed values that are kept, by name.</summary>
    ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a sealed value under a key; null removes it.</summary>
    /// <exception cref="ArgumentException">The value is not sealed (a reference, or derived).</exception>
    ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken);

    /// <summary>What a host keeps under a name <c>KIND/ID</c> (an access token, a run that waits), or null.</summary>
    ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>The documents of a kind by their names, in the order of these.</summary>
    ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Keeps a document, secrets in it sealed; null removes it.</summary>
    /// <exception cref="ArgumentException">The name is not <c>KIND/ID</c>.</exception>
    ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken);

    /// <summary>Adds to the audit, in a transaction of its own.</summary>
    /// <returns>Its number.</returns>
    ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken);

    /// <summary>The audit, newest first: at most <paramref name="limit"/> records with a number below <paramref name="before"/>.</summary>
    ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a lease: granted with a new epoch, or the live holder is named.</summary>
    ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken);

    /// <returns>False when the lease is no longer the caller's.</returns>
    ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken);

    ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Who holds a scope now; null when nobody that lives does.</summary>
    ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Asks the holder to stop (a person's <c>cancel</c> from another process); the holder sees it when it renews or polls.</summary>
    /// <returns>False when nobody that lives holds the scope; then nothing was recorded.</returns>
    ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken);

    ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>The lease of a scope that was not given back, whether or not its holder lives; null when there is none.</summary>
    ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Takes a lease away from its holder, whose later writes are refused, and keeps who decided that and why.</summary>
    /// <returns>False when the lease is not the current one of its scope; then nothing was recorded.</returns>
    ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken);

    /// <summary>Leases of a scope that were taken away, in the order of their epochs.</summary>
    ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken);
}

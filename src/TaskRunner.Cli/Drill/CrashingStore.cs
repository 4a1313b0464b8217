using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// A store whose process dies at a chosen commit, as by <c>kill -9</c>: how <c>drill</c> and the proofs of crash safety get a real
/// runner to a chosen place. Everything else goes to the store behind it.
/// </summary>
internal sealed class CrashingStore(IStore inner, CrashPoint? crash, CommitLog? log) : IStore
{
    private int _commits;

    public StoreIdentity Identity => inner.Identity;

    /// <summary>The store itself where neither variable is set, which is always but in a trial.</summary>
    public static IStore Around(IStore store, IReadOnlyDictionary<string, string> environment)
    {
        var crash = CrashPoint.Of(environment.GetValueOrDefault(CrashPoint.Variable));
        var log = environment.GetValueOrDefault(CommitLog.Variable) is { Length: > 0 } file ? new CommitLog(file) : null;
        return crash is null && log is null ? store : new CrashingStore(store, crash, log);
    }

    public async ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _commits);
        log?.Write(number, commit);
        var moment = crash is { } point && point.Commit == number ? point.Moment : (CrashMoment?)null;
        if (moment == CrashMoment.Before)
        {
            End();
        }

        var writing = inner.CommitAsync(commit, cancellationToken);
        if (moment == CrashMoment.During)
        {
            End();
        }

        await writing.ConfigureAwait(false);
        if (moment == CrashMoment.After)
        {
            End();
        }
    }

    public IAsyncEnumerable<JournalRecord> ReadJournalAsync(string runId, long fromSeq, CancellationToken cancellationToken) =>
        inner.ReadJournalAsync(runId, fromSeq, cancellationToken);

    public ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken) => inner.ReadHeadAsync(runId, cancellationToken);

    public ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken) => inner.FindRunAsync(runId, cancellationToken);

    public ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken) =>
        inner.ListRunsAsync(installation, cancellationToken);

    public ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken) =>
        inner.FindInstallationAsync(name, cancellationToken);

    public ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken) =>
        inner.ListInstallationsAsync(cancellationToken);

    public ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        inner.FindServiceAsync(name, cancellationToken);

    public ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken) =>
        inner.ListServicesAsync(cancellationToken);

    public ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken) =>
        inner.RefreshServiceAsync(seen, now, cancellationToken);

    public ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken) =>
        inner.PutPackageAsync(package, archive, cancellationToken);

    public ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken) =>
        inner.FindPackageAsync(digest, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken) =>
        inner.ReadPackageAsync(digest, cancellationToken);

    public ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken) => inner.RemovePackageAsync(digest, cancellationToken);

    public ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken) => inner.ListPackagesAsync(cancellationToken);

    public ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken) => inner.FindDocumentAsync(name, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        inner.ListDocumentsAsync(kind, cancellationToken);

    public ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken) =>
        inner.WriteDocumentAsync(name, document, cancellationToken);

    public ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken) => inner.AppendAuditAsync(record, cancellationToken);

    public ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken) =>
        inner.ListAuditAsync(before, limit, cancellationToken);

    public ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken) => inner.ReadGlobalAsync(cancellationToken);

    public ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken) => inner.WriteGlobalAsync(global, cancellationToken);

    public ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken) => inner.FindSecretAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken) => inner.ListSecretsAsync(cancellationToken);

    public ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken) =>
        inner.WriteSecretAsync(key, secret, cancellationToken);

    public ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken) =>
        inner.AcquireAsync(scope, holder, cancellationToken);

    public ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) => inner.RenewAsync(lease, cancellationToken);

    public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken) => inner.ReleaseAsync(lease, cancellationToken);

    public ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken) => inner.FindHolderAsync(scope, cancellationToken);

    public ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken) =>
        inner.RequestStopAsync(scope, request, cancellationToken);

    public ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken) =>
        inner.FindStopRequestAsync(lease, cancellationToken);

    public ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken) => inner.FindLeaseAsync(scope, cancellationToken);

    public ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken) => inner.UnlockAsync(decision, cancellationToken);

    public ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken) =>
        inner.ListUnlocksAsync(scope, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void End()
    {
        if (crash is { OnlyStops: true })
        {
            using var stop = Process.Start("/bin/sh", ["-c", $"kill -STOP {Environment.ProcessId}"]);
            stop.WaitForExit(); // it returns when we are continued
            return;
        }

        Die();
    }

    [DoesNotReturn]
    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        throw new InvalidOperationException("still alive after kill -9; this is a bug");
    }
}

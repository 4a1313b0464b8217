using System.Runtime.CompilerServices;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Services;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Storing;

/// <summary>
/// The store as one process reaches it: every call takes time before and after it does anything, so that a crash or a pause can
/// fall on either side; the disk may be slow or full, and the answer of a commit may get lost.
/// </summary>
internal sealed class SimStore(MemoryStore inner, Machine machine, Weather weather, string runner) : IStore
{
    private static readonly byte[] Canary = Encoding.UTF8.GetBytes(World.Canary);

    public StoreIdentity Identity => inner.Identity;

    public async ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        await weather.WaitAsync();
        CheckWritable();
        if (weather.LosesAnswer && !commit.Records.IsEmpty)
        {
            weather.LosesAnswer = false;
            await CommitAmbiguouslyAsync(commit, cancellationToken);
            return;
        }

        await WriteAsync(commit, cancellationToken);
        await weather.WaitAsync();
    }

    public async IAsyncEnumerable<JournalRecord> ReadJournalAsync(
        string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await weather.WaitAsync();
        var records = new List<JournalRecord>();
        await foreach (var record in inner.ReadJournalAsync(runId, fromSeq, cancellationToken))
        {
            records.Add(record);
        }

        foreach (var record in records)
        {
            yield return record;
        }
    }

    public ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken) => Read(() => inner.ReadHeadAsync(runId, cancellationToken));

    public ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken) =>
        Read(() => inner.FindRunAsync(runId, cancellationToken));

    public ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken) =>
        Read(() => inner.ListRunsAsync(installation, cancellationToken));

    public ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken) =>
        Read(() => inner.FindInstallationAsync(name, cancellationToken));

    public ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken) =>
        Read(() => inner.ListInstallationsAsync(cancellationToken));

    public ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        Read(() => inner.FindServiceAsync(name, cancellationToken));

    public ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken) =>
        Read(() => inner.ListServicesAsync(cancellationToken));

    public ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken) =>
        Write(() => inner.RefreshServiceAsync(seen, now, cancellationToken));

    public async ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken) =>
        await inner.PutPackageAsync(package, archive, cancellationToken);

    public ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read(() => inner.FindPackageAsync(digest, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read(() => inner.ReadPackageAsync(digest, cancellationToken));

    public ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken) =>
        Write(() => inner.RemovePackageAsync(digest, cancellationToken));

    public ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken) =>
        Read(() => inner.ListPackagesAsync(cancellationToken));

    public ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken) => Read(() => inner.ReadGlobalAsync(cancellationToken));

    public async ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken) =>
        await inner.WriteGlobalAsync(global, cancellationToken);

    public ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken) =>
        Read(() => inner.FindSecretAsync(key, cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken) =>
        Read(() => inner.ListSecretsAsync(cancellationToken));

    public async ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken) =>
        await inner.WriteSecretAsync(key, secret, cancellationToken);

    public ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        Read(() => inner.FindDocumentAsync(name, cancellationToken));

    public ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        Read(() => inner.ListDocumentsAsync(kind, cancellationToken));

    public async ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken) =>
        await Write(async () => { await inner.WriteDocumentAsync(name, document, cancellationToken); return true; });

    public ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken) =>
        Write(() => inner.AppendAuditAsync(record, cancellationToken));

    public ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken) =>
        Read(() => inner.ListAuditAsync(before, limit, cancellationToken));

    public ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken) => Write(async () =>
    {
        var grant = await inner.AcquireAsync(scope, holder, cancellationToken);
        if (grant is LeaseGrant.Granted granted)
        {
            machine.History.Add(new Happening.Granted(runner, granted.Lease.Epoch));
        }

        return grant;
    });

    public ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) => Write(() => inner.RenewAsync(lease, cancellationToken));

    public async ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await weather.WaitAsync();
        CheckWritable();
        await inner.ReleaseAsync(lease, cancellationToken);
        await weather.WaitAsync();
    }

    public ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken) =>
        Read(() => inner.FindHolderAsync(scope, cancellationToken));

    public ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken) =>
        Write(() => inner.RequestStopAsync(scope, request, cancellationToken));

    public ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken) =>
        Read(() => inner.FindStopRequestAsync(lease, cancellationToken));

    public ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken) =>
        Read(() => inner.FindLeaseAsync(scope, cancellationToken));

    public ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken) =>
        Write(() => inner.UnlockAsync(decision, cancellationToken));

    public ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken) =>
        Read(() => inner.ListUnlocksAsync(scope, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The connection broke in COMMIT: what became of it tells the record's own id, as the contract of stores demands.</summary>
    private async ValueTask CommitAmbiguouslyAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        if (machine.OneIn(2))
        {
            await WriteAsync(commit, cancellationToken);
        }

        machine.History.Add(new Happening.Note($"{runner} lost the answer of a commit"));
        await weather.WaitAsync();
        var last = commit.Records.IsEmpty ? default : commit.Records[^1];
        await foreach (var record in inner.ReadJournalAsync(commit.RunId!, last.Seq, cancellationToken))
        {
            if (record.RecordId == last.RecordId)
            {
                return;
            }
        }

        throw new RefusedException(RefusalKind.Store, "TR7001", "simulated", "0");
    }

    private async ValueTask WriteAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        await inner.CommitAsync(commit, cancellationToken);
        RunEvent[] events = [.. commit.Records.Select(r => RunEventCodec.Read(r))];
        machine.History.Add(new Happening.Committed(runner, commit.Lease.Epoch, events, commit.Run?.Summary)
        {
            HoldsCanary = commit.Records.Any(r => r.Body.Span.IndexOf(Canary) >= 0),
        });
    }

    private async ValueTask<T> Read<T>(Func<ValueTask<T>> read)
    {
        await weather.WaitAsync();
        return await read();
    }

    private async ValueTask<T> Write<T>(Func<ValueTask<T>> write)
    {
        await weather.WaitAsync();
        CheckWritable();
        var written = await write();
        await weather.WaitAsync();
        return written;
    }

    private void CheckWritable()
    {
        if (weather.IsFull)
        {
            throw new RefusedException(RefusalKind.Store, "TR7001", "simulated", "0");
        }
    }
}

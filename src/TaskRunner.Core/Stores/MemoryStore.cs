using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Stores;

/// <summary>
/// A store that lives as long as the process: for tests, for programs that need no memory, and to plan against nothing. It keeps
/// every rule of the contract, and all of its calls complete synchronously.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly MemoryLeases _leases;
    private readonly Dictionary<string, MemoryRun> _runs = new(StringComparer.Ordinal);
    private readonly List<MemoryRun> _runsInOrder = [];
    private readonly SortedDictionary<string, InstallationRecord> _installations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ServiceRecord> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PackageRecord Record, ReadOnlyMemory<byte> Archive)> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SecretValue> _secrets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MapValue> _documents = new(StringComparer.Ordinal);
    private readonly List<AuditRecord> _audit = [];
    private MapValue _global = MapValue.Empty;

    public MemoryStore()
        : this(BootClock.Instance, HostIdentity.Read())
    {
    }

    /// <param name="clock">Leases expire on its timestamps.</param>
    /// <param name="host">From where it is judged whether a holder lives.</param>
    public MemoryStore(TimeProvider clock, HostIdentity host) => _leases = new MemoryLeases(new LeaseJudge(host, clock));

    /// <param name="clock">Leases expire on its timestamps.</param>
    /// <param name="host">Whose boot the expiry of a lease is compared with.</param>
    /// <param name="look">Whether a holder lives, for processes that are only simulated.</param>
    internal MemoryStore(TimeProvider clock, HostIdentity host, Func<LeaseHolder, Liveness> look) =>
        _leases = new MemoryLeases(new LeaseJudge(host, clock, look));

    public StoreIdentity Identity { get; } =
        new(Guid.NewGuid().ToString("n"), "memory", StoreIdentity.CurrentFormat, StoreIdentity.CurrentSemantics);

    public ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_leases.IsCurrent(commit.Lease))
            {
                return ValueTask.FromException(new StaleLeaseException(commit.Lease));
            }

            var run = commit.RunId is { } id ? _runs.GetValueOrDefault(id) : null;
            try
            {
                CommitRules.Check(commit, run?.Header.Installation, run?.Records.Count ?? 0);
                CheckServices(commit);
            }
            catch (Exception e) when (e is ArgumentException or RefusedException)
            {
                return ValueTask.FromException(e);
            }

            Write(commit, run);
            return ValueTask.CompletedTask;
        }
    }

    public async IAsyncEnumerable<JournalRecord> ReadJournalAsync(
        string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask; // the signature is asynchronous for the stores that wait
        for (var seq = fromSeq; TryRead(runId, seq, out var record); seq++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    public ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken) =>
        Read(() => (long)(_runs.GetValueOrDefault(runId)?.Records.Count ?? 0));

    public ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken) =>
        Read(() => _runs.GetValueOrDefault(runId)?.Header);

    public ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<RunHeader>>(() => [.. _runsInOrder.Select(r => r.Header)
            .Where(h => installation is null || h.Installation == installation).Reverse()]);

    public ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken) =>
        Read(() => _installations.GetValueOrDefault(name));

    public ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<InstallationRecord>>(() => [.. _installations.Values]);

    public ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        Read(() => _services.GetValueOrDefault(name));

    public ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ServiceRecord>>(() => [.. _services.Values]);

    public ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken) =>
        Read(() =>
        {
            var unchanged = _services.TryGetValue(seen.Name, out var stored) && stored == seen;
            if (unchanged)
            {
                _services[seen.Name] = now;
            }

            return unchanged;
        });

    public ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken) =>
        Write(() => _packages.TryAdd(package.Digest, (package with { Bytes = archive.Length }, archive.ToArray())));

    public ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read(() => _packages.TryGetValue(digest, out var found) ? found.Record : null);

    public ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read<ReadOnlyMemory<byte>?>(() => _packages.TryGetValue(digest, out var found) ? found.Archive : default(ReadOnlyMemory<byte>?));

    public ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken) => Read(() => _packages.Remove(digest));

    public ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PackageRecord>>(() => [.. _packages.Values.Select(p => p.Record).OrderByDescending(p => p.AddedAt)]);

    public ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken) => Read(() => _global);

    public ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken) => Write(() => _global = global);

    public ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken) =>
        Read(() => _secrets.GetValueOrDefault(key));

    public ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<string>>(() => [.. _secrets.Keys.Order(StringComparer.Ordinal)]);

    public ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken)
    {
        CommitRules.CheckSealed(secret);
        return Write(() =>
        {
            _secrets.Remove(key);
            if (secret is not null)
            {
                _secrets.Add(key, secret);
            }
        });
    }

    public ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken) => Read(() => _documents.GetValueOrDefault(name));

    public ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<KeyValuePair<string, MapValue>>>(() => [.. _documents.Where(d => d.Key.StartsWith(kind + "/", StringComparison.Ordinal))]);

    public ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken)
    {
        CommitRules.CheckDocumentName(name);
        return Write(() =>
        {
            _documents.Remove(name);
            if (document is not null)
            {
                _documents.Add(name, document);
            }
        });
    }

    public ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken) => Read(() =>
    {
        _audit.Add(record with { Number = _audit.Count + 1 });
        return (long)_audit.Count;
    });

    public ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AuditRecord>>(() => [.. _audit.Where(a => a.Number < before).Reverse().Take(limit)]);

    public ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken) =>
        Read(() => _leases.Acquire(scope, holder));

    public ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) => Read(() => _leases.Renew(lease));

    public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken) => Write(() => _leases.Release(lease));

    public ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken) => Read(() => _leases.FindHolder(scope));

    public ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken) =>
        Read(() => _leases.RequestStop(scope, request));

    public ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken) =>
        Read(() => _leases.FindStopRequest(lease));

    public ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken) => Read(() => _leases.FindLease(scope));

    public ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken) => Read(() => _leases.Unlock(decision));

    public ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken) =>
        Read(() => _leases.ListUnlocks(scope));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void CheckServices(StoreCommit commit)
    {
        foreach (var service in commit.PutServices)
        {
            CommitRules.CheckPut(commit.Lease, service, _services.GetValueOrDefault(service.Name)?.Installation);
        }

        foreach (var name in commit.RemoveServices)
        {
            CommitRules.CheckRemove(commit.Lease, _services.GetValueOrDefault(name)?.Installation);
        }
    }

    private void Write(StoreCommit commit, MemoryRun? run)
    {
        if (commit.Run is { } header)
        {
            if (run is null)
            {
                run = new MemoryRun { Header = header };
                _runs.Add(header.Id, run);
                _runsInOrder.Add(run);
            }

            run.Header = header;
        }

        run?.Records.AddRange(commit.Records);
        if (commit.Installation is { } installation)
        {
            _installations[installation.Name] = installation;
        }

        foreach (var name in commit.RemoveServices)
        {
            _services.Remove(name);
        }

        foreach (var service in commit.PutServices)
        {
            _services[service.Name] = service;
        }
    }

    private bool TryRead(string runId, long seq, out JournalRecord record)
    {
        lock (_gate)
        {
            var found = _runs.TryGetValue(runId, out var run) && seq <= run.Records.Count;
            record = found ? run!.Records[(int)seq - 1] : default;
            return found;
        }
    }

    private ValueTask<T> Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(read());
        }
    }

    private ValueTask Write(Action write)
    {
        lock (_gate)
        {
            write();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class MemoryRun
    {
        public required RunHeader Header { get; set; }

        public List<JournalRecord> Records { get; } = [];
    }
}

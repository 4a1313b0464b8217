using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage;

/// <summary>
/// The contract over SQL: one writer that groups, and one reader beside it, so that reading never waits for a sync. What belongs to
/// one database (files, rights, errors) is in <see cref="SqlDatabase"/>.
/// </summary>
internal sealed class SqlStore : IStore
{
    private readonly SqlDatabase _database;
    private readonly Lock _reading = new();
    private readonly SqlSession _reader;
    private readonly ReadRows<RunHeader> _runs = new(RecordJson.ReadRun);
    private readonly ReadRows<InstallationRecord> _installations = new(RecordJson.ReadInstallation);
    private readonly WriteQueue _writer;
    private readonly LeaseTable _leases;
    private readonly CommitWriter _commits;
    private readonly JournalTable _journal;
    private readonly Lazy<StoreTimes> _times = new(() => new StoreTimes());

    public SqlStore(SqlDatabase database, TimeProvider clock, HostIdentity host)
    {
        _database = database;
        _reader = database.OpenReader();
        _writer = new WriteQueue(database.OpenWriter, database.Explain);
        _leases = new LeaseTable(new LeaseJudge(host, clock));
        _commits = new CommitWriter(clock);
        _journal = new JournalTable(database.Identity.Location);
    }

    public StoreIdentity Identity => _database.Identity;

    public async ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await WriteAsync(s => _commits.Write(s, commit), cancellationToken);
        _times.Value.Commits.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public async IAsyncEnumerable<JournalRecord> ReadJournalAsync(
        string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var batch = await ReadBatchAsync(runId, fromSeq); batch.Count > 0; batch = await ReadBatchAsync(runId, fromSeq))
        {
            foreach (var record in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return record;
            }

            fromSeq += batch.Count;
        }
    }

    public ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken) =>
        Read(s => FindRun(s, runId) is { } run ? JournalTable.ReadHead(s, run) : 0);

    public ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken) =>
        FindAsync(Sql.ReadRun, runId, _runs.Read);

    public ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<RunHeader>>(s => installation is null
            ? s.ReadAll(Sql.ListRuns, r => _runs.Read(ReadBody(r)))
            : s.ReadAll(Sql.ListRunsOf, r => _runs.Read(ReadBody(r)), installation));

    public ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(Sql.ReadInstallation, name, _installations.Read);

    public ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<InstallationRecord>>(s => s.ReadAll(Sql.ListInstallations, r => _installations.Read(ReadBody(r))));

    public ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(Sql.ReadService, name, RecordJson.ReadService);

    public ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ServiceRecord>>(s => s.ReadAll(Sql.ListServices, r => RecordJson.ReadService(ReadBody(r))));

    public ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => CommitWriter.Refresh(s, seen, now), cancellationToken);

    public async ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        if (!await Read(s => PackageTable.IsIntact(s, package.Digest)))
        {
            await WriteAsync(s => PackageTable.Put(s, package, archive), cancellationToken);
        }
    }

    public ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read(s => PackageTable.Find(s, digest));

    public ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken) =>
        Read(s => PackageTable.Read(s, digest, Identity.Location));

    public ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => s.Execute(Sql.DeletePackage, digest) > 0, cancellationToken);

    public ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PackageRecord>>(PackageTable.List);

    public async ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken) =>
        await FindAsync(Sql.ReadDocument, "global", RecordJson.ReadMap) ?? MapValue.Empty;

    public async ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken) =>
        await WriteAsync(s => s.Execute(Sql.WriteDocument, "global", RecordJson.Write(global)), cancellationToken);

    public ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken) =>
        FindAsync(Sql.ReadSecret, key, RecordJson.ReadSecret);

    public ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<string>>(s => s.ReadAll(Sql.ListSecretNames, r => r.GetString(0)));

    public async ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken)
    {
        CommitRules.CheckSealed(secret);
        await WriteAsync(
            s => _ = secret is null ? s.Execute(Sql.DeleteSecret, key) : s.Execute(Sql.WriteSecret, key, RecordJson.Write(secret)),
            cancellationToken);
    }

    public ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(Sql.ReadDocument, name, RecordJson.ReadMap);

    public ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<KeyValuePair<string, MapValue>>>(s => s.ReadAll(
            Sql.ListDocumentsOfKind,
            r => KeyValuePair.Create(r.GetString(1), RecordJson.ReadMap(ReadBody(r))),
            kind + "/",
            kind + "0")); // the character after the slash

    public async ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken)
    {
        CommitRules.CheckDocumentName(name);
        await WriteAsync(
            s => _ = document is null ? s.Execute(Sql.DeleteDocument, name) : s.Execute(Sql.WriteDocument, name, RecordJson.Write(document)),
            cancellationToken);
    }

    public ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => AuditTable.Append(s, record), cancellationToken);

    public ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AuditRecord>>(s => AuditTable.List(s, before, limit));

    public ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => _leases.Acquire(s, scope, holder), cancellationToken);

    public ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => _leases.Renew(s, lease), cancellationToken);

    public async ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
        await WriteAsync(s => LeaseTable.Release(s, lease), cancellationToken);

    public ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken) =>
        Read(s => _leases.FindHolder(s, scope));

    public ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => _leases.RequestStop(s, scope, request), cancellationToken);

    public ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken) =>
        Read(s => LeaseTable.FindStopRequest(s, lease));

    public ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken) =>
        Read(s => _leases.FindLease(s, scope));

    public ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken) =>
        _writer.RunAsync(s => LeaseTable.Unlock(s, decision), cancellationToken);

    public ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<UnlockDecision>>(s => LeaseTable.ListUnlocks(s, scope));

    public async ValueTask DisposeAsync()
    {
        // The writer last: the last connection that closes carries the log over into the database, and only a writer can.
        lock (_reading)
        {
            _reader.Dispose();
        }

        await _writer.CloseAsync();
        if (_times.IsValueCreated)
        {
            _times.Value.Dispose();
        }
    }

    internal static byte[] ReadBody(DbDataReader row) => row.GetFieldValue<byte[]>(0);

    private static long? FindRun(SqlSession session, string runId) => session.ReadFirst<long?>(Sql.FindRun, r => r.GetInt64(0), runId);

    private ValueTask<List<JournalRecord>> ReadBatchAsync(string runId, long fromSeq) =>
        Read(s => FindRun(s, runId) is { } run ? _journal.ReadBatch(s, runId, run, fromSeq) : []);

    private ValueTask<T?> FindAsync<T>(string sql, string key, Func<byte[], T> read)
        where T : class =>
        Read(s => s.ReadFirst(sql, ReadBody, key) is { } body ? read(body) : null);

    private ValueTask<bool> WriteAsync(Action<SqlSession> write, CancellationToken cancellationToken) => _writer.RunAsync(
        session =>
        {
            write(session);
            return true;
        },
        cancellationToken);

    private ValueTask<T> Read<T>(Func<SqlSession, T> read)
    {
        lock (_reading)
        {
            try
            {
                return ValueTask.FromResult(RecordJson.Try(() => read(_reader), Identity.Location));
            }
            catch (DbException e)
            {
                return ValueTask.FromException<T>(_database.Explain(e));
            }
            catch (RefusedException e)
            {
                return ValueTask.FromException<T>(e);
            }
        }
    }
}

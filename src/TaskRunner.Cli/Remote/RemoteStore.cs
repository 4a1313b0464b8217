using System.Runtime.CompilerServices;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>
/// The store of a server, to look at: the operations that only read work over it as over one of this machine, and so say the same. What changes
/// something is the server's to do; it is asked by routes of its own. For one call at a time.
/// </summary>
internal sealed class RemoteStore(ApiClient api, StoreIdentity identity) : IStore
{
    private readonly Dictionary<string, List<JournalRecord>> _journals = new(StringComparer.Ordinal);

    public StoreIdentity Identity => identity;

    public static async Task<RemoteStore> OpenAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var map = await api.GetAsync("store", cancellationToken).ConfigureAwait(false) as MapValue ?? MapValue.Empty;
        return new RemoteStore(api, new StoreIdentity(
            RecordDocument.Need(map, "id"), api.Url.ToString(), (int)RecordDocument.Number(map, "format"), (int)RecordDocument.Number(map, "semantics")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>How many records of a run were read by now.</summary>
    public int SeenOf(string runId) => _journals.GetValueOrDefault(runId)?.Count ?? 0;

    /// <summary>A journal only grows, so of one that is read again and again only what is new is fetched.</summary>
    public async IAsyncEnumerable<JournalRecord> ReadJournalAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_journals.TryGetValue(runId, out var known))
        {
            _journals.Add(runId, known = []);
        }

        await foreach (var record in FetchAsync(runId, known.Count + 1, cancellationToken).ConfigureAwait(false))
        {
            known.Add(record);
        }

        for (var i = (int)fromSeq - 1; i < known.Count; i++)
        {
            yield return known[i];
        }
    }

    private async IAsyncEnumerable<JournalRecord> FetchAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, $"runs/{Uri.EscapeDataString(runId)}/journal?from={fromSeq}", null, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var map = (MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(line));
            yield return new JournalRecord(
                RecordDocument.Number(map, "seq"), 0, Guid.Empty, RecordDocument.Need(map, "kind"), JsonWriter.ToUtf8(map["body"] ?? Value.Null));
        }
    }

    public async ValueTask<RunHeader?> FindRunAsync(string runId, CancellationToken cancellationToken) =>
        await api.FindAsync($"store/runs/{Uri.EscapeDataString(runId)}", cancellationToken).ConfigureAwait(false) is { } map ? RecordDocument.ReadRun(map) : null;

    public async ValueTask<IReadOnlyList<RunHeader>> ListRunsAsync(string? installation, CancellationToken cancellationToken) =>
        await ListAsync(installation is null ? "store/runs" : $"store/runs?installation={Uri.EscapeDataString(installation)}", RecordDocument.ReadRun, cancellationToken).ConfigureAwait(false);

    public async ValueTask<InstallationRecord?> FindInstallationAsync(string name, CancellationToken cancellationToken) =>
        await api.FindAsync($"store/installations/{Uri.EscapeDataString(name)}", cancellationToken).ConfigureAwait(false) is { } map ? RecordDocument.ReadInstallation(Restored(map)) : null;

    public async ValueTask<IReadOnlyList<InstallationRecord>> ListInstallationsAsync(CancellationToken cancellationToken) =>
        await ListAsync("store/installations", RecordDocument.ReadInstallation, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ServiceRecord?> FindServiceAsync(string name, CancellationToken cancellationToken) =>
        (await ListServicesAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(s => s.Name == name);

    public async ValueTask<IReadOnlyList<ServiceRecord>> ListServicesAsync(CancellationToken cancellationToken) =>
        await ListAsync("store/services", RecordDocument.ReadService, cancellationToken).ConfigureAwait(false);

    public async ValueTask<PackageRecord?> FindPackageAsync(string digest, CancellationToken cancellationToken) =>
        (await ListPackagesAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(p => p.Digest == digest);

    public async ValueTask<IReadOnlyList<PackageRecord>> ListPackagesAsync(CancellationToken cancellationToken) =>
        await ListAsync("packages", ReadPackage, cancellationToken).ConfigureAwait(false);

    /// <summary>The archive of a package only the server has: what it asks is worked out here.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadPackageAsync(string digest, CancellationToken cancellationToken) =>
        await api.FindBytesAsync($"packages/{Uri.EscapeDataString(digest)}/archive", cancellationToken).ConfigureAwait(false);

    public async ValueTask<MapValue> ReadGlobalAsync(CancellationToken cancellationToken) =>
        Restored(await api.GetAsync("global-configuration", cancellationToken).ConfigureAwait(false))["value"] as MapValue ?? MapValue.Empty;

    public async ValueTask WriteGlobalAsync(MapValue global, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(JsonWriter.ToUtf8(global));
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        await api.WriteAsync(HttpMethod.Put, "global-configuration", content, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<LeaseHolder?> FindHolderAsync(string scope, CancellationToken cancellationToken) =>
        await FindLeaseAsync(scope, cancellationToken).ConfigureAwait(false) is { IsLive: true } held ? held.Lease.Holder : null;

    public async ValueTask<HeldLease?> FindLeaseAsync(string scope, CancellationToken cancellationToken) =>
        (await LeaseAsync(scope, cancellationToken).ConfigureAwait(false))["held"] is MapValue held ? RecordDocument.ReadHeld(held) : null;

    public async ValueTask<IReadOnlyList<UnlockDecision>> ListUnlocksAsync(string scope, CancellationToken cancellationToken) =>
        [.. ((await LeaseAsync(scope, cancellationToken).ConfigureAwait(false))["unlocks"] as ListValue ?? ListValue.Empty).Items.OfType<MapValue>().Select(RecordDocument.ReadUnlock)];

    public ValueTask<long> ReadHeadAsync(string runId, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask CommitAsync(StoreCommit commit, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<bool> RefreshServiceAsync(ServiceRecord seen, ServiceRecord now, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask PutPackageAsync(PackageRecord package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<bool> RemovePackageAsync(string digest, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<SecretValue?> FindSecretAsync(string key, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<IReadOnlyList<string>> ListSecretsAsync(CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask WriteSecretAsync(string key, SecretValue? secret, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<MapValue?> FindDocumentAsync(string name, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<IReadOnlyList<KeyValuePair<string, MapValue>>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask WriteDocumentAsync(string name, MapValue? document, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<long> AppendAuditAsync(AuditRecord record, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<IReadOnlyList<AuditRecord>> ListAuditAsync(long before, int limit, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<LeaseGrant> AcquireAsync(string scope, LeaseHolder holder, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<bool> RenewAsync(Lease lease, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<bool> RequestStopAsync(string scope, StopRequest request, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<StopRequest?> FindStopRequestAsync(Lease lease, CancellationToken cancellationToken) => throw ByTheServer();

    public ValueTask<bool> UnlockAsync(UnlockDecision decision, CancellationToken cancellationToken) => throw ByTheServer();

    private async Task<MapValue> LeaseAsync(string scope, CancellationToken cancellationToken) =>
        await api.GetAsync($"store/leases/{Uri.EscapeDataString(scope)}", cancellationToken).ConfigureAwait(false) as MapValue ?? MapValue.Empty;

    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, Func<MapValue, T> read, CancellationToken cancellationToken) =>
        [.. (await api.GetAsync(path, cancellationToken).ConfigureAwait(false) as ListValue ?? ListValue.Empty).Items.Select(i => read(Restored(i)))];

    private static PackageRecord ReadPackage(MapValue map) => new(
        RecordDocument.Need(map, "digest"), RecordDocument.Need(map, "name"), RecordDocument.Need(map, "version"), RecordDocument.ReadTime(RecordDocument.Need(map, "storedAt")))
    {
        Bytes = RecordDocument.Number(map, "size"),
    };

    /// <summary>A secret comes as its fingerprint: enough to know that it was answered and whether it is the same.</summary>
    private static MapValue Restored(Value? value) => value is null ? MapValue.Empty : SecretJson.Restore(value) as MapValue ?? MapValue.Empty;

    /// <summary>A verb that came this far is one that was not told apart: the person is told, and nothing has happened.</summary>
    private RefusedException ByTheServer([CallerMemberName] string method = "") =>
        new(RefusalKind.NotAllowed, "TR8210", api.Url.ToString(), method);
}

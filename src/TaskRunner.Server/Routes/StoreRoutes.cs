using TaskRunner.Diagnostics;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>
/// The store as it is, for a client that shows what it would show of its own: the command line. Secrets are told as fingerprints; what
/// changes something has routes of its own.
/// </summary>
internal static class StoreRoutes
{
    private const string Path = Call.Prefix + "/store";

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "Which store this is.", IdentityAsync) { Answer = "StoreIdentity" },
        new("GET", Path + "/runs", RoutePolicy.Viewer, "Headers of runs, newest first.", RunsAsync) { Answer = "RunHeader[]", Query = [new("installation", "string")] },
        new("GET", Path + "/runs/{id}", RoutePolicy.Viewer, "The header of a run.", c =>
            OneAsync(c, c["id"], "TR6101", async (store, name) => await store.FindRunAsync(name, c.Aborted).ConfigureAwait(false) is { } run ? RecordDocument.Of(run) : null)) { Answer = "RunHeader" },
        new("GET", Path + "/installations", RoutePolicy.Viewer, "Installations with answers and outputs.", InstallationsAsync) { Answer = "InstallationRecord[]" },
        new("GET", Path + "/installations/{name}", RoutePolicy.Viewer, "An installation with answers and outputs.", c =>
            OneAsync(c, c["name"], "TR6105", async (store, name) => await store.FindInstallationAsync(name, c.Aborted).ConfigureAwait(false) is { } found ? RecordDocument.Of(found) : null)) { Answer = "InstallationRecord" },
        new("GET", Path + "/services", RoutePolicy.Viewer, "The register of services.", ServicesAsync) { Answer = "ServiceRecord[]" },
        new("GET", Path + "/leases/{scope}", RoutePolicy.Viewer, "Who holds a scope (`installation:NAME`), and who it was taken from.", LeaseAsync) { Answer = "LeaseScope" },
    ];

    private static ValueTask IdentityAsync(Call call)
    {
        var identity = call.Bench.Store.Identity;
        return call.WriteAsync(MapValue.Of(
            ("id", Value.From(identity.Id)), ("format", Value.From(identity.Format)), ("semantics", Value.From(identity.Semantics))));
    }

    private static async ValueTask RunsAsync(Call call) =>
        await ListAsync(call, await call.Bench.Store.ListRunsAsync(call.Query("installation"), call.Aborted).ConfigureAwait(false), RecordDocument.Of).ConfigureAwait(false);

    private static async ValueTask InstallationsAsync(Call call) =>
        await ListAsync(call, await call.Bench.Store.ListInstallationsAsync(call.Aborted).ConfigureAwait(false), RecordDocument.Of).ConfigureAwait(false);

    private static async ValueTask ServicesAsync(Call call) =>
        await ListAsync(call, await call.Bench.Store.ListServicesAsync(call.Aborted).ConfigureAwait(false), RecordDocument.Of).ConfigureAwait(false);

    private static ValueTask ListAsync<T>(Call call, IReadOnlyList<T> records, Func<T, MapValue> of) =>
        call.WriteAsync(new ListValue([.. records.Select(r => (Value)of(r))]));

    private static async ValueTask OneAsync(Call call, string name, string code, Func<IStore, string, ValueTask<MapValue?>> find) => await call.WriteAsync(
        await find(call.Bench.Store, name).ConfigureAwait(false) ?? throw new RefusedException(RefusalKind.NotFound, code, name)).ConfigureAwait(false);

    private static async ValueTask LeaseAsync(Call call)
    {
        var held = await call.Bench.Store.FindLeaseAsync(call["scope"], call.Aborted).ConfigureAwait(false);
        var unlocks = await call.Bench.Store.ListUnlocksAsync(call["scope"], call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(MapValue.Of(
            ("held", held is null ? Value.Null : RecordDocument.Of(held)),
            ("unlocks", new ListValue([.. unlocks.Select(u => (Value)RecordDocument.Of(u))])))).ConfigureAwait(false);
    }
}

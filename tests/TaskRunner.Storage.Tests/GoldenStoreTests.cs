using System.Text;
using Microsoft.Extensions.Time.Testing;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage.Tests;

/// <summary>
/// The store of each released format, as the build of its time wrote it, is read by every later build: nobody's history is lost to
/// an upgrade. <c>Golden/format-1</c> was made by <see cref="The_golden_store_is_made_anew_when_asked_for"/> and is never made again.
/// </summary>
public sealed class GoldenStoreTests : IDisposable
{
    private const string MakeVariable = "TASKRUNNER_MAKE_GOLDEN";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_store_of_format_1_is_read_in_every_part()
    {
        await using var store = SqliteStore.Open(CopyGolden("format-1"));
        Assert.Equal((1, 1), (store.Identity.Format, store.Identity.Semantics));
        Assert.Equal(["r3", "r2", "r1"], (await store.ListRunsAsync(null, Cancel)).Select(r => r.Id));
        Assert.Equal(Settled, await store.FindRunAsync("r2", Cancel));

        var records = await Sample.ReadAsync(store, "r2");
        Assert.Equal(["""{"n":1}""", """{"n":2}""", """{"n":3}"""], records.Select(r => Encoding.UTF8.GetString(r.Body.Span)));
        Assert.All(records, r => Assert.Equal((1L, "note"), (r.Epoch, r.Kind)));

        Assert.Equal(["cache", "shop"], (await store.ListInstallationsAsync(Cancel)).Select(i => i.Name));
        Assert.Equal(Service, await store.FindServiceAsync("db", Cancel));
        Assert.Equal("archive 数据", Encoding.UTF8.GetString((await store.ReadPackageAsync("sha256:aa", Cancel))!.Value.Span));
        Assert.Equal(Sample.Time, (await store.FindPackageAsync("sha256:aa", Cancel))!.AddedAt);
        Assert.Equal(MapValue.Of(("registry", Value.From("r.example"))), await store.ReadGlobalAsync(Cancel));
    }

    [Fact]
    public async Task Its_sealed_secrets_open_with_its_key()
    {
        var folder = CopyGolden("format-1");
        await using var store = SqliteStore.Open(folder);
        var vault = new StoreVault(store, SecretKey.FromFile(folder.SecretKey));
        var answers = (await store.FindInstallationAsync("shop", Cancel))!.Answers;
        Assert.Equal("""{"port":8080,"password":"hunter2"}""", JsonWriter.ToText(await vault.RevealAsync(answers, Cancel)));
        var kept = vault.Refer(MapValue.Of(("$store", Value.From("db"))));
        Assert.Equal(Value.From("kept"), await vault.RevealAsync(kept, Cancel));
        Assert.Equal(((SecretValue)answers["password"]!).Fingerprint, vault.Seal(Value.From("hunter2")).Fingerprint);
    }

    [Fact]
    public async Task Its_runs_are_taken_over_and_go_on()
    {
        await using var store = SqliteStore.Open(CopyGolden("format-1"));
        var lease = await Sample.AcquireAsync(store, "shop");
        Assert.Equal(2, lease.Epoch);
        await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "r2", Records = [Sample.Record(lease, 4)] }, Cancel);
        Assert.Equal(4, (await Sample.ReadAsync(store, "r2")).Count);
    }

    [Fact]
    public async Task A_store_made_before_there_was_an_audit_gets_one_with_the_first_record()
    {
        await using var store = SqliteStore.Open(CopyGolden("format-1"));
        Assert.Empty(await store.ListAuditAsync(long.MaxValue, 10, Cancel));
        Assert.Equal(1, await store.AppendAuditAsync(new AuditRecord(0, Sample.Time, "ann", "admin", "token.create", "bob", null, null), Cancel));
        Assert.Single(await store.ListAuditAsync(long.MaxValue, 10, Cancel));
    }

    /// <summary>Run it by name, with <c>-explicit only</c>, to make the golden store of a new format.</summary>
    [Fact(Explicit = true)]
    public async Task The_golden_store_is_made_anew_when_asked_for()
    {
        var target = Environment.GetEnvironmentVariable(MakeVariable);
        Assert.False(string.IsNullOrEmpty(target), $"set {MakeVariable} to an empty folder");
        var folder = new StoreFolder(target);
        await using var store = SqliteStore.Open(folder, new SqliteOptions { Clock = new FakeTimeProvider(Sample.Time) });
        var vault = new StoreVault(store, SecretKey.FromFile(folder.SecretKey));
        var shop = await Acquire(store, "shop");
        var cache = await Acquire(store, "cache");
        await store.CommitAsync(Sample.Begin(shop, Sample.Run("r1", "shop"), 1), Cancel);
        await store.CommitAsync(Sample.Begin(shop, Settled, 3), Cancel);
        await store.CommitAsync(Sample.Begin(cache, Sample.Run("r3", "cache"), 2), Cancel);
        await store.CommitAsync(
            new StoreCommit
            {
                Lease = shop,
                PutServices = [Service],
                Installation = new InstallationRecord("shop", Sample.Package, 1, "r2", "r2")
                {
                    Answers = MapValue.Of(("port", Value.From(8080)), ("password", vault.Seal(Value.From("hunter2")))),
                },
            },
            Cancel);
        await store.CommitAsync(new StoreCommit { Lease = cache, Installation = new InstallationRecord("cache", null, 0, "r3", null) }, Cancel);
        await store.RequestStopAsync(cache.Scope, new StopRequest(StopRequest.Cancel, "wang", Sample.Time), Cancel);
        var package = new PackageRecord("sha256:aa", "shop", "1.0.0", Sample.Time);
        await store.PutPackageAsync(package, Encoding.UTF8.GetBytes("archive 数据"), Cancel);
        await store.WriteGlobalAsync(MapValue.Of(("registry", Value.From("r.example"))), Cancel);
        await store.WriteSecretAsync("db", vault.Seal(Value.From("kept")), Cancel);
    }

    private static RunHeader Settled { get; } = Sample.Run("r2", "shop") with
    {
        Continues = "r1",
        OperationId = "r1",
        Summary = "succeeded",
        FinishedAt = Sample.Time.AddMinutes(5),
    };

    private static ServiceRecord Service { get; } = Sample.Service("db", "shop") with { State = ServiceState.Degraded };

    /// <summary>Held by a process of another boot of a host that no test runs on: taken over by age, since the record is old.</summary>
    private static async ValueTask<Lease> Acquire(IStore store, string installation)
    {
        var holder = new LeaseHolder("runner", "golden", "00000000-0000-0000-0000-000000000000", 1, 1) { RunId = "r2" };
        return Assert.IsType<LeaseGrant.Granted>(await store.AcquireAsync(Lease.ScopeOf(installation), holder, Cancel)).Lease;
    }

    private StoreFolder CopyGolden(string format)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Golden", format);
        var folder = new StoreFolder(_folder.Combine("store"));
        folder.Create();
        foreach (var file in Directory.GetFiles(source))
        {
            var copy = Path.Combine(folder.FullPath, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return folder;
    }
}

using System.Text;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage.Tests;

public sealed class StoreCheckupTests : IDisposable
{
    private readonly SqliteFolder _sqlite = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task A_sound_store_has_no_findings_also_while_it_is_in_use()
    {
        await using var store = await FillAsync();
        Assert.Empty(StoreCheckup.Examine(_sqlite.Folder));
    }

    [Fact]
    public async Task Everything_that_is_damaged_is_found_at_once()
    {
        await (await FillAsync()).DisposeAsync();
        _sqlite.Execute("UPDATE journal SET body = X'00' WHERE position & 0xFFFFFFFF = 1");
        _sqlite.Execute("UPDATE packages SET archive = X'00'");
        _sqlite.Execute("UPDATE services SET body = X'7B7D'");
        _sqlite.Execute("INSERT INTO damaged (position, found_at) VALUES (1, '2026-01-01T00:00:00Z')");
        var codes = StoreCheckup.Examine(_sqlite.Folder).Select(d => d.Code);
        Assert.Equal(["TR7014", "TR7016", "TR7015", "TR7017"], codes);
    }

    [Fact]
    public async Task Broken_pages_are_found()
    {
        await (await FillAsync()).DisposeAsync();
        var bytes = File.ReadAllBytes(_sqlite.Folder.Database);
        Array.Fill<byte>(bytes, 0xAB, 3 * 4096, 4096);
        File.WriteAllBytes(_sqlite.Folder.Database, bytes);
        Assert.Contains("TR7004", StoreCheckup.Examine(_sqlite.Folder).Select(d => d.Code));
    }

    [Fact]
    public void A_store_that_does_not_open_is_a_finding_and_not_made() =>
        Assert.Equal(["TR7012"], StoreCheckup.Examine(_sqlite.Folder).Select(d => d.Code));

    private async Task<IStore> FillAsync()
    {
        var store = _sqlite.Open();
        var lease = await Sample.AcquireAsync(store, "shop");
        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 3) with { PutServices = [Sample.Service("db", "shop")] }, Cancel);
        await store.PutPackageAsync(new PackageRecord("sha256:aa", "shop", "1", Sample.Time), Encoding.UTF8.GetBytes("archive"), Cancel);
        await store.WriteGlobalAsync(MapValue.Of(("a", Value.True)), Cancel);
        return store;
    }
}

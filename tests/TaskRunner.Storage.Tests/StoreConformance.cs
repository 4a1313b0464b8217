using Microsoft.Extensions.Time.Testing;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage.Tests;

/// <summary>What every store must do. A store's tests are this class with a way to open one.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    protected static CancellationToken Never => CancellationToken.None;

    protected FakeTimeProvider Clock { get; } = new();

    protected IStore Store { get; private set; } = null!; // set by InitializeAsync, which xunit awaits first

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the one store of this test; again means: what it holds now.</summary>
    protected abstract ValueTask<IStore> OpenAsync();

    protected async ValueTask ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    [Fact]
    public async Task What_was_committed_is_there_after_opening_again()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var run = Sample.Run("r1", "shop");
        await Store.CommitAsync(Sample.Begin(lease, run, 3), Never);
        await ReopenAsync();

        Assert.Equal(run, await Store.FindRunAsync("r1", Never));
        Assert.Equal(3, await Store.ReadHeadAsync("r1", Never));
        var records = await Sample.ReadAsync(Store, "r1");
        Assert.Equal([1, 2, 3], records.Select(r => r.Seq));
        Assert.Equal(Sample.Record(lease, 2).Body.ToArray(), records[1].Body.ToArray());
        Assert.Equal((lease.Epoch, "note"), (records[1].Epoch, records[1].Kind));
        Assert.Equal([2, 3], (await Sample.ReadAsync(Store, "r1", 2)).Select(r => r.Seq));
    }

    [Fact]
    public async Task An_unknown_run_has_no_records_and_no_header()
    {
        Assert.Equal(0, await Store.ReadHeadAsync("none", Never));
        Assert.Null(await Store.FindRunAsync("none", Never));
        Assert.Empty(await Sample.ReadAsync(Store, "none"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(2, 2)]
    public async Task Record_numbers_with_a_gap_or_twice_are_refused_and_nothing_is_written(long stored, long next)
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        await Store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), (int)stored), Never);
        var commit = new StoreCommit
        {
            Lease = lease,
            RunId = "r1",
            Records = [Sample.Record(lease, next)],
            PutServices = [Sample.Service("db", "shop")],
        };
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(commit, Never));
        Assert.Equal(stored, await Store.ReadHeadAsync("r1", Never));
        Assert.Empty(await Store.ListServicesAsync(Never));
    }

    [Fact]
    public async Task The_first_commit_of_a_run_must_bring_its_header()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var commit = new StoreCommit { Lease = lease, RunId = "r1", Records = [Sample.Record(lease, 1)] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(commit, Never));
    }

    [Fact]
    public async Task A_run_is_written_only_under_the_lease_of_its_installation()
    {
        var other = await Sample.AcquireAsync(Store, "other");
        var commit = Sample.Begin(other, Sample.Run("r1", "shop"), 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(commit, Never));
        Assert.Null(await Store.FindRunAsync("r1", Never));
    }

    [Fact]
    public async Task A_record_carries_the_epoch_it_is_written_under_and_a_run_keeps_its_number_and_installation()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var run = Sample.Run("r1", "shop");
        await Store.CommitAsync(Sample.Begin(lease, run, 1), Never);
        var next = Sample.Record(lease, 2);
        foreach (var wrong in new[]
        {
            new StoreCommit { Lease = lease, RunId = "r1", Records = [next with { Epoch = lease.Epoch + 1 }] },
            new StoreCommit { Lease = lease, RunId = "r1", Run = Sample.Run("r2", "shop"), Records = [next] },
            new StoreCommit { Lease = lease, RunId = "r1", Run = Sample.Run("r1", "other"), Records = [next] },
            new StoreCommit { Lease = lease, Records = [next] },
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(wrong, Never));
        }

        Assert.Equal(1, await Store.ReadHeadAsync("r1", Never));
        Assert.Equal(run, await Store.FindRunAsync("r1", Never));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_with_their_latest_header()
    {
        var shop = await Sample.AcquireAsync(Store, "shop");
        var other = await Sample.AcquireAsync(Store, "other");
        await Store.CommitAsync(Sample.Begin(shop, Sample.Run("r1", "shop"), 1), Never);
        await Store.CommitAsync(Sample.Begin(other, Sample.Run("r2", "other"), 1), Never);
        await Store.CommitAsync(Sample.Begin(shop, Sample.Run("r3", "shop"), 1), Never);
        var settled = Sample.Run("r1", "shop") with { Summary = "succeeded", FinishedAt = Sample.Time.AddHours(1), Continues = "r0" };
        await Store.CommitAsync(new StoreCommit { Lease = shop, RunId = "r1", Run = settled }, Never);
        await ReopenAsync();

        Assert.Equal(["r3", "r2", "r1"], (await Store.ListRunsAsync(null, Never)).Select(r => r.Id));
        Assert.Equal(["r3", "r1"], (await Store.ListRunsAsync("shop", Never)).Select(r => r.Id));
        Assert.Equal(settled, (await Store.ListRunsAsync("shop", Never))[1]);
        Assert.Empty(await Store.ListRunsAsync("nobody", Never));
    }

    [Fact]
    public async Task An_installation_keeps_its_answers_outputs_and_sealed_secrets()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var sealedSecret = new SecretValue(new SecretContent.Sealed(new byte[] { 1, 2, 3 }), "0123456789abcdef");
        var reference = new SecretValue(new SecretContent.Reference(MapValue.Of(("$env", Value.From("PW")))), "fedcba9876543210");
        var record = new InstallationRecord("shop", Sample.Package, 3, "r2", "r1")
        {
            Answers = MapValue.Of(("port", Value.From(8080)), ("password", sealedSecret), ("token", reference)),
            Outputs = MapValue.Of(("database", MapValue.Of(("host", Value.From("数据库"))))),
            Requires = MapValue.Of(("cache", Value.From(">=7"))),
        };
        await Store.CommitAsync(new StoreCommit { Lease = lease, Installation = record }, Never);
        await ReopenAsync();

        var found = await Store.FindInstallationAsync("shop", Never);
        Assert.Equal(record, found);
        var restored = Assert.IsType<SecretContent.Sealed>(((SecretValue)found!.Answers["password"]!).Content);
        Assert.Equal([1, 2, 3], restored.Box.ToArray());
        Assert.IsType<SecretContent.Reference>(((SecretValue)found.Answers["token"]!).Content);
        Assert.Equal([record], await Store.ListInstallationsAsync(Never));
    }

    [Fact]
    public async Task An_uninstalled_installation_stays_in_the_list_without_a_package()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var gone = new InstallationRecord("shop", null, 4, "r9", null);
        await Store.CommitAsync(new StoreCommit { Lease = lease, Installation = gone with { Package = Sample.Package } }, Never);
        await Store.CommitAsync(new StoreCommit { Lease = lease, Installation = gone }, Never);
        Assert.Equal([gone], await Store.ListInstallationsAsync(Never));
    }

    [Fact]
    public async Task Services_are_put_listed_by_name_and_removed()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        await Store.CommitAsync(new StoreCommit { Lease = lease, PutServices = [Sample.Service("web", "shop"), Sample.Service("db", "shop")] }, Never);
        await ReopenAsync();
        Assert.Equal(["db", "web"], (await Store.ListServicesAsync(Never)).Select(s => s.Name));
        Assert.Equal(Sample.Service("db", "shop"), await Store.FindServiceAsync("db", Never));

        await Store.CommitAsync(new StoreCommit { Lease = lease, RemoveServices = ["db", "never-there"] }, Never);
        Assert.Null(await Store.FindServiceAsync("db", Never));
    }

    [Fact]
    public async Task A_service_of_another_installation_is_never_overwritten_nor_removed()
    {
        var shop = await Sample.AcquireAsync(Store, "shop");
        var other = await Sample.AcquireAsync(Store, "other");
        await Store.CommitAsync(new StoreCommit { Lease = shop, PutServices = [Sample.Service("db", "shop")] }, Never);

        var theft = Sample.Begin(other, Sample.Run("r2", "other"), 1) with { PutServices = [Sample.Service("db", "other")] };
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await Store.CommitAsync(theft, Never));
        Assert.Equal((RefusalKind.NotAllowed, "TR7020"), (refusal.Kind, refusal.Diagnostics[0].Code));
        Assert.Null(await Store.FindRunAsync("r2", Never));

        var removal = new StoreCommit { Lease = other, RemoveServices = ["db"] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(removal, Never));
        Assert.Equal(Sample.Service("db", "shop"), await Store.FindServiceAsync("db", Never));
    }

    [Fact]
    public async Task A_look_at_a_service_is_recorded_only_if_the_entry_is_still_what_was_looked_at()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var seen = Sample.Service("db", "shop");
        await Store.CommitAsync(new StoreCommit { Lease = lease, PutServices = [seen] }, Never);
        var degraded = seen with { State = ServiceState.Degraded };
        Assert.True(await Store.RefreshServiceAsync(seen, degraded, Never));
        Assert.False(await Store.RefreshServiceAsync(seen, seen with { State = ServiceState.Missing }, Never));
        Assert.Equal(degraded, await Store.FindServiceAsync("db", Never));
        Assert.False(await Store.RefreshServiceAsync(Sample.Service("no", "shop"), degraded, Never));
    }

    [Fact]
    public async Task A_package_is_kept_once_under_its_digest()
    {
        var package = new PackageRecord("sha256:aa", "shop", "1.0.0", Sample.Time);
        await Store.PutPackageAsync(package, new byte[] { 1, 2, 3 }, Never);
        await Store.PutPackageAsync(package with { AddedAt = Sample.Time.AddDays(1) }, new byte[] { 1, 2, 3 }, Never);
        await ReopenAsync();
        var kept = await Store.FindPackageAsync("sha256:aa", Never);
        Assert.Equal(package, kept! with { Bytes = 0 });
        Assert.True(kept.Bytes > 0);
        Assert.Equal([kept], await Store.ListPackagesAsync(Never));
        Assert.Equal([1, 2, 3], (await Store.ReadPackageAsync("sha256:aa", Never))!.Value.ToArray());
        Assert.Null(await Store.FindPackageAsync("sha256:bb", Never));
        Assert.Null(await Store.ReadPackageAsync("sha256:bb", Never));
    }

    [Fact]
    public async Task A_package_that_was_removed_is_gone_and_can_come_again()
    {
        var package = new PackageRecord("sha256:aa", "shop", "1.0.0", Sample.Time);
        await Store.PutPackageAsync(package, new byte[] { 1, 2, 3 }, Never);
        await Store.PutPackageAsync(package with { Digest = "sha256:bb" }, new byte[] { 4 }, Never);
        Assert.True(await Store.RemovePackageAsync("sha256:aa", Never));
        await ReopenAsync();
        Assert.Null(await Store.FindPackageAsync("sha256:aa", Never));
        Assert.Null(await Store.ReadPackageAsync("sha256:aa", Never));
        Assert.Equal(["sha256:bb"], (await Store.ListPackagesAsync(Never)).Select(p => p.Digest));
        Assert.False(await Store.RemovePackageAsync("sha256:aa", Never));
        await Store.PutPackageAsync(package, new byte[] { 1, 2, 3 }, Never);
        Assert.Equal([1, 2, 3], (await Store.ReadPackageAsync("sha256:aa", Never))!.Value.ToArray());
    }

    [Fact]
    public async Task The_global_configuration_is_empty_until_it_is_written()
    {
        Assert.Equal(MapValue.Empty, await Store.ReadGlobalAsync(Never));
        var global = MapValue.Of(("registry", Value.From("r.example")));
        await Store.WriteGlobalAsync(MapValue.Of(("old", Value.True)), Never);
        await Store.WriteGlobalAsync(global, Never);
        await ReopenAsync();
        Assert.Equal(global, await Store.ReadGlobalAsync(Never));
    }

    [Fact]
    public async Task A_sealed_secret_is_kept_replaced_and_removed_and_nothing_else_is_taken()
    {
        var first = new SecretValue(new SecretContent.Sealed(new byte[] { 9 }), "aaaa");
        await Store.WriteSecretAsync("db", first, Never);
        await Store.WriteSecretAsync("db", new SecretValue(new SecretContent.Sealed(new byte[] { 7 }), "bbbb"), Never);
        await ReopenAsync();
        var found = await Store.FindSecretAsync("db", Never);
        Assert.Equal("bbbb", found?.Fingerprint);
        Assert.Equal([7], ((SecretContent.Sealed)found!.Content).Box.ToArray());
        await Store.WriteSecretAsync("Api", first, Never);
        Assert.Equal(["Api", "db"], await Store.ListSecretsAsync(Never));
        await Store.WriteSecretAsync("db", null, Never);
        Assert.Equal(["Api"], await Store.ListSecretsAsync(Never));
        Assert.Null(await Store.FindSecretAsync("db", Never));
        var derived = new SecretValue(new SecretContent.Derived(), "cccc");
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.WriteSecretAsync("db", derived, Never));
    }

    [Fact]
    public async Task Documents_of_a_kind_are_kept_listed_replaced_and_removed_and_others_are_not_touched()
    {
        await Store.WriteDocumentAsync("token/b", MapValue.Of(("n", Value.From(1))), Never);
        await Store.WriteDocumentAsync("token/a", MapValue.Of(("n", Value.From(2))), Never);
        await Store.WriteDocumentAsync("tokens/x", MapValue.Of(("n", Value.From(3))), Never);
        await Store.WriteDocumentAsync("token/b", MapValue.Of(("s", new SecretValue(new SecretContent.Sealed(new byte[] { 5 }), "ff"))), Never);
        await ReopenAsync();
        var kept = await Store.ListDocumentsAsync("token", Never);
        Assert.Equal(["token/a", "token/b"], kept.Select(d => d.Key));
        Assert.Equal(MapValue.Of(("n", Value.From(2))), kept[0].Value);
        var sealedSecret = Assert.IsType<SecretContent.Sealed>(((SecretValue)kept[1].Value["s"]!).Content);
        Assert.Equal([5], sealedSecret.Box.ToArray());
        await Store.WriteDocumentAsync("token/a", null, Never);
        Assert.Null(await Store.FindDocumentAsync("token/a", Never));
        Assert.NotNull(await Store.FindDocumentAsync("tokens/x", Never));
        Assert.Equal(MapValue.Empty, await Store.ReadGlobalAsync(Never));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.WriteDocumentAsync("global", MapValue.Empty, Never));
    }

    [Fact]
    public async Task The_audit_only_grows_and_is_read_backwards_in_pages()
    {
        Assert.Empty(await Store.ListAuditAsync(long.MaxValue, 10, Never));
        var record = new AuditRecord(0, Sample.Time, "ann", "operator", "run.begin", "shop", null, "127.0.0.1");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, await Store.AppendAuditAsync(record with { Detail = $"{i}" }, Never));
        }

        await ReopenAsync();
        var page = await Store.ListAuditAsync(5, 2, Never);
        Assert.Equal([record with { Number = 4, Detail = "4" }, record with { Number = 3, Detail = "3" }], page);
    }

    [Fact]
    public async Task Many_commits_at_once_all_arrive_and_each_fails_alone()
    {
        var leases = new List<Lease>();
        for (var i = 0; i < 8; i++)
        {
            leases.Add(await Sample.AcquireAsync(Store, $"i{i}"));
        }

        var stale = leases[0] with { Epoch = 99 };
        var commits = leases.Select((l, i) => Store.CommitAsync(Sample.Begin(l, Sample.Run($"r{i}", $"i{i}"), 2), Never).AsTask()).ToList();
        var refused = Store.CommitAsync(Sample.Begin(stale, Sample.Run("bad", "i0"), 1), Never).AsTask();
        await Task.WhenAll(commits);
        await Assert.ThrowsAsync<StaleLeaseException>(() => refused);
        Assert.Equal(8, (await Store.ListRunsAsync(null, Never)).Count);
        Assert.Null(await Store.FindRunAsync("bad", Never));
    }
}

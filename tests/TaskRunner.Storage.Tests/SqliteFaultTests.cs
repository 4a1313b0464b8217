using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>A store that cannot be used says so with path and way out, and what was recorded stays.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly SqliteFolder _sqlite = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task A_full_disk_is_reported_nothing_is_lost_and_the_run_goes_on_when_there_is_room()
    {
        long head;
        await using (var store = SqliteStore.Open(_sqlite.Folder, new SqliteOptions { MaxPages = 60 }))
        {
            head = await FillAsync(store, _sqlite.Folder.FullPath);
            Assert.Equal(head, await store.ReadHeadAsync("r1", Cancel));
        }

        await using var roomier = _sqlite.Open();
        await GoOnAsync(roomier, head);
    }

    [Fact]
    public async Task A_file_system_without_room_is_reported_nothing_is_lost_and_the_run_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount(_sqlite.Combine("disk"), megabytes: 2);
        Assert.SkipWhen(disk is null, "needs the right to mount a tmpfs: run the tests as root");
        var folder = new StoreFolder(Path.Combine(disk!.Path, "store"));
        long head;
        await using (var store = SqliteStore.Open(folder))
        {
            head = await FillAsync(store, folder.FullPath);
            Assert.Equal(head, await store.ReadHeadAsync("r1", Cancel));
            disk.Grow(megabytes: 8);
            await GoOnAsync(store, head);
        }

        await using var reopened = SqliteStore.Open(folder);
        Assert.Equal(head + 1, (await Sample.ReadAsync(reopened, "r1")).Count);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_back_on_a_full_disk_does_not_hide_how_the_work_ended()
    {
        using var disk = SmallDisk.TryMount(_sqlite.Combine("disk"), megabytes: 1);
        Assert.SkipWhen(disk is null, "needs the right to mount a tmpfs: run the tests as root");
        await using var store = SqliteStore.Open(new StoreFolder(Path.Combine(disk!.Path, "store")));
        const string Scope = "installation:shop";
        var keeper = await LeaseKeeper.AcquireAsync(store, Scope, Sample.Alive("me"), BootClock.Instance, Cancel);
        disk.Fill();
        await keeper.DisposeAsync();
        Assert.Equal("me", (await store.FindHolderAsync(Scope, Cancel))?.Runner);
    }

    [Fact]
    public void A_store_cannot_be_made_on_a_full_disk_and_leaves_nothing_behind()
    {
        using var disk = SmallDisk.TryMount(_sqlite.Combine("disk"), megabytes: 1);
        Assert.SkipWhen(disk is null, "needs the right to mount a tmpfs: run the tests as root");
        disk!.Fill();
        var folder = new StoreFolder(Path.Combine(disk.Path, "store"));
        Refused("TR7001", () => SqliteStore.Open(folder));
        Assert.False(folder.Exists);
        Assert.Empty(Directory.GetFiles(folder.FullPath));
    }

    [Theory]
    [InlineData("store", "0755", "700")]
    [InlineData("store/store.db", "0640", "600")]
    public async Task What_others_can_read_is_refused_with_the_command_that_mends_it(string path, string mode, string wanted)
    {
        await _sqlite.Open().DisposeAsync();
        var full = _sqlite.Combine(path);
        File.SetUnixFileMode(full, (UnixFileMode)Convert.ToInt32(mode, 8));
        var refusal = Refused("TR7010", () => _sqlite.Open());
        Assert.Equal([full, mode, wanted], refusal.Diagnostics[0].Arguments);
        Assert.StartsWith($"chmod {wanted} '{full}'", MessageCatalogue.English.Help(refusal.Diagnostics[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_are_for_their_owner_only()
    {
        await using var store = _sqlite.Open();
        await Sample.AcquireAsync(store, "shop");
        var files = Directory.GetFiles(_sqlite.Folder.FullPath);
        Assert.Equal(["store.db", "store.db-shm", "store.db-wal"], files.Select(Path.GetFileName).Order());
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(_sqlite.Folder.FullPath), 8));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "TR7008")]
    [InlineData("UPDATE store SET semantics = 2", "TR7009")]
    [InlineData("PRAGMA application_id = 7", "TR7006")]
    public async Task A_store_of_a_later_version_or_of_another_program_is_left_alone(string change, string code)
    {
        await _sqlite.Open().DisposeAsync();
        _sqlite.Execute(change);
        var before = File.ReadAllBytes(_sqlite.Folder.Database);
        Refused(code, () => _sqlite.Open());
        Assert.Equal(before, File.ReadAllBytes(_sqlite.Folder.Database));
    }

    [Fact]
    public void A_file_that_is_no_database_a_file_for_a_folder_and_nothing_at_all_are_told_apart()
    {
        Refused("TR7012", () => _sqlite.Open(StoreAccess.ReadOnly));
        Assert.False(Directory.Exists(_sqlite.Folder.FullPath));
        var file = _sqlite.Combine("file");
        File.WriteAllText(file, "x");
        Refused("TR7011", () => SqliteStore.Open(new StoreFolder(file)));

        Directory.CreateDirectory(_sqlite.Folder.FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(_sqlite.Folder.Database, new string('x', 8192));
        File.SetUnixFileMode(_sqlite.Folder.Database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Refused("TR7006", () => _sqlite.Open());
    }

    [Fact]
    public async Task A_database_with_broken_pages_is_refused_and_names_doctor()
    {
        await FillAndCloseAsync();
        var bytes = File.ReadAllBytes(_sqlite.Folder.Database);
        Array.Fill<byte>(bytes, 0xAB, 4096, bytes.Length - 4096);
        File.WriteAllBytes(_sqlite.Folder.Database, bytes);
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await using var store = _sqlite.Open();
            await store.ListRunsAsync(null, Cancel);
        });
        Assert.Equal("TR7004", refusal.Diagnostics[0].Code);
        Assert.Contains("doctor", MessageCatalogue.English.Help(refusal.Diagnostics[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_record_that_is_not_the_last_is_refused_with_its_number()
    {
        await FillAndCloseAsync();
        _sqlite.Execute("UPDATE journal SET body = X'7B7D' WHERE position & 0xFFFFFFFF = 2");
        await using var store = _sqlite.Open();
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await Sample.ReadAsync(store, "r1"));
        Assert.Equal("TR7014", refusal.Diagnostics[0].Code);
        Assert.Equal([_sqlite.Folder.FullPath, "r1", "2"], refusal.Diagnostics[0].Arguments);
    }

    [Fact]
    public async Task A_record_that_is_missing_in_the_middle_is_damage_too()
    {
        await FillAndCloseAsync();
        _sqlite.Execute("DELETE FROM journal WHERE position & 0xFFFFFFFF = 2");
        await using var store = _sqlite.Open();
        await Assert.ThrowsAsync<RefusedException>(async () => await Sample.ReadAsync(store, "r1"));
    }

    [Fact]
    public async Task A_damaged_last_record_was_never_acknowledged_and_is_set_aside_by_the_next_write()
    {
        await FillAndCloseAsync();
        _sqlite.Execute("UPDATE journal SET kind = 'x' WHERE position & 0xFFFFFFFF = 3");
        await using (var store = _sqlite.Open())
        {
            Assert.Equal(2, await store.ReadHeadAsync("r1", Cancel));
            Assert.Equal(2, (await Sample.ReadAsync(store, "r1")).Count);
            var lease = await Sample.AcquireAsync(store, "shop");
            await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "r1", Records = [Sample.Record(lease, 3)] }, Cancel);
            Assert.Equal(3, (await Sample.ReadAsync(store, "r1")).Count);
        }

        _sqlite.Execute("CREATE TABLE proof AS SELECT 1 / (SELECT count(*) = 1 FROM damaged WHERE kind = 'x' AND length(body) > 0) AS one");
    }

    [Fact]
    public async Task A_damaged_package_is_refused_until_it_is_put_again()
    {
        var package = new PackageRecord("sha256:aa", "shop", "1.0.0", Sample.Time);
        await using var store = _sqlite.Open();
        await store.PutPackageAsync(package, Encoding.UTF8.GetBytes("archive"), Cancel);
        _sqlite.Execute("UPDATE packages SET archive = X'00'");
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await store.ReadPackageAsync("sha256:aa", Cancel));
        Assert.Equal("TR7015", refusal.Diagnostics[0].Code);
        await store.PutPackageAsync(package, Encoding.UTF8.GetBytes("archive"), Cancel);
        Assert.Equal("archive", Encoding.UTF8.GetString((await store.ReadPackageAsync("sha256:aa", Cancel))!.Value.Span));
    }

    [Fact]
    public async Task A_row_that_no_version_wrote_is_refused()
    {
        await FillAndCloseAsync();
        _sqlite.Execute("UPDATE runs SET body = X'7B7D'");
        await using var store = _sqlite.Open();
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await store.FindRunAsync("r1", Cancel));
        Assert.Equal("TR7016", refusal.Diagnostics[0].Code);
    }

    [Fact]
    public async Task Reading_needs_no_right_to_write_and_leaves_the_folder_as_it_was()
    {
        using var disk = SmallDisk.TryMount(_sqlite.Combine("disk"), megabytes: 4);
        Assert.SkipWhen(disk is null, "needs the right to mount a tmpfs: run the tests as root");
        var folder = new StoreFolder(Path.Combine(disk!.Path, "store"));
        await using (var store = SqliteStore.Open(folder))
        {
            var lease = await Sample.AcquireAsync(store, "shop");
            await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 3), Cancel);
        }

        disk.MakeReadOnly();
        await using (var reader = SqliteStore.Open(folder, StoreAccess.ReadOnly))
        {
            Assert.Equal(3, (await Sample.ReadAsync(reader, "r1")).Count);
        }

        Refused("TR7002", () => SqliteStore.Open(folder));
    }

    [Fact]
    public async Task A_reader_sees_what_a_live_writer_wrote()
    {
        await using var writer = _sqlite.Open();
        var lease = await Sample.AcquireAsync(writer, "shop");
        await writer.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 3), Cancel);
        await using var reader = _sqlite.Open(StoreAccess.ReadOnly);
        Assert.Equal(3, await reader.ReadHeadAsync("r1", Cancel));
    }

    private static RefusedException Refused(string code, Func<IStore> open)
    {
        var refusal = Assert.Throws<RefusedException>(open);
        Assert.Equal(code, refusal.Diagnostics[0].Code);
        return refusal;
    }

    /// <returns>The last record that was acknowledged.</returns>
    private static async Task<long> FillAsync(IStore store, string path)
    {
        var lease = await Sample.AcquireAsync(store, "shop");
        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Cancel);
        for (var seq = 2L; ; seq++)
        {
            var record = Sample.Record(lease, seq) with { Body = Encoding.UTF8.GetBytes($"\"{new string('x', 8000)}\"") };
            try
            {
                await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "r1", Records = [record] }, Cancel);
            }
            catch (RefusedException e)
            {
                Assert.Equal((RefusalKind.Store, "TR7001"), (e.Kind, e.Diagnostics[0].Code));
                Assert.Equal(path, e.Diagnostics[0].Arguments[0]);
                Assert.True(long.TryParse(e.Diagnostics[0].Arguments[1], CultureInfo.InvariantCulture, out _), "free bytes are in the message");
                return seq - 1;
            }
        }
    }

    private static async Task GoOnAsync(IStore store, long head)
    {
        var holder = await store.FindHolderAsync("installation:shop", Cancel);
        var lease = new Lease("installation:shop", 1, Assert.IsType<LeaseHolder>(holder));
        await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "r1", Records = [Sample.Record(lease, head + 1)] }, Cancel);
        Assert.Equal(head + 1, (await Sample.ReadAsync(store, "r1")).Count);
    }

    private async Task FillAndCloseAsync()
    {
        await using var store = _sqlite.Open();
        var lease = await Sample.AcquireAsync(store, "shop");
        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 3), Cancel);
        await store.ReleaseAsync(lease, Cancel);
    }
}

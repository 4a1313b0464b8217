using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>A crash leaves a prefix of what was written: every commit is there whole or not at all, and none that was acknowledged is lost.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private readonly SqliteFolder _sqlite = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_at_once()
    {
        await using var store = _sqlite.Open();
        var lease = await Sample.AcquireAsync(store, "shop");
        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 3), Cancel);
        await using var after = SqliteStore.Open(_sqlite.CopyAsAfterCrash("copy"));
        Assert.Equal(3, await after.ReadHeadAsync("r1", Cancel));
        Assert.Equal(store.Identity.Id, after.Identity.Id);
    }

    [Fact]
    public async Task A_log_cut_anywhere_gives_a_prefix_of_whole_commits()
    {
        await using var store = _sqlite.Open();
        var lease = await Sample.AcquireAsync(store, "shop");
        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Cancel);
        for (var seq = 2; seq <= 12; seq += 2)
        {
            await store.CommitAsync(Pair(lease, seq), Cancel);
        }

        var whole = new FileInfo(_sqlite.Folder.Database + "-wal").Length;
        var last = -1L;
        for (long length = 0; length <= whole; length += length < whole ? Math.Min(1009, whole - length) : 1)
        {
            await using var cut = SqliteStore.Open(_sqlite.CopyAsAfterCrash($"at{length}", length));
            var head = await cut.ReadHeadAsync("r1", Cancel);
            var services = (await cut.ListServicesAsync(Cancel)).Count;
            Assert.True(head is 0 or 1 || head % 2 == 1, $"half a commit at {length}: {head}");
            Assert.Equal(Math.Max(0, (head - 1) / 2), services);
            Assert.True(head >= last, $"a longer log knows less at {length}");
            last = head;
            await GoOnAsync(cut, head);
        }

        Assert.Equal(13, last);
    }

    [Fact]
    public async Task A_crash_while_the_store_is_made_leaves_none_and_the_next_start_makes_it()
    {
        Directory.CreateDirectory(_sqlite.Folder.FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(_sqlite.Folder.Database + ".0123", "half a draft");
        Assert.False(_sqlite.Folder.Exists);
        await using var store = _sqlite.Open();
        Assert.Empty(await store.ListRunsAsync(null, Cancel));
    }

    [Fact]
    public async Task Many_that_make_the_store_at_once_all_get_the_same()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _sqlite.Open(), Cancel)));
        Assert.Single(opened.Select(s => s.Identity.Id).Distinct());
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(["store.db"], Directory.GetFiles(_sqlite.Folder.FullPath).Select(Path.GetFileName));
    }

    /// <summary>Resume after the crash: the run is taken over and goes on where its records end.</summary>
    private static async Task GoOnAsync(IStore store, long head)
    {
        var grant = await store.AcquireAsync("installation:shop", Sample.Alive("next") with { StartTicks = 0 }, Cancel);
        if (head > 0 && grant is LeaseGrant.Granted { Lease: var lease })
        {
            await store.CommitAsync(new StoreCommit { Lease = lease, RunId = "r1", Records = [Sample.Record(lease, head + 1)] }, Cancel);
        }
    }

    private static StoreCommit Pair(Lease lease, long seq) => new()
    {
        Lease = lease,
        RunId = "r1",
        Records = [Sample.Record(lease, seq), Sample.Record(lease, seq + 1)],
        PutServices = [Sample.Service($"s{seq}", "shop")],
    };
}

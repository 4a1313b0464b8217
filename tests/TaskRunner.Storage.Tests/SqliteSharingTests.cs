using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>Two stores opened on one folder are to SQLite what two processes are.</summary>
public sealed class SqliteSharingTests : IDisposable
{
    private readonly SqliteFolder _sqlite = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task Runs_of_several_installations_share_a_store_and_lose_nothing()
    {
        const int Writers = 4, Commits = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => WriteAsync($"i{i}", Commits)));
        await using var store = _sqlite.Open();
        Assert.Equal(Writers, (await store.ListRunsAsync(null, Cancel)).Count);
        for (var i = 0; i < Writers; i++)
        {
            Assert.Equal(Commits + 1, await store.ReadHeadAsync($"run-i{i}", Cancel));
        }
    }

    [Fact]
    public async Task What_one_process_wrote_another_reads_and_its_lease_is_respected()
    {
        await using var one = _sqlite.Open();
        await using var two = _sqlite.Open();
        var lease = await Sample.AcquireAsync(one, "shop");
        await one.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 2), Cancel);
        Assert.Equal(2, await two.ReadHeadAsync("r1", Cancel));
        Assert.IsType<LeaseGrant.Held>(await two.AcquireAsync(lease.Scope, Sample.Alive("two"), Cancel));
        Assert.True(await two.RequestStopAsync(lease.Scope, new StopRequest(StopRequest.Cancel, "wang", Sample.Time), Cancel));
        Assert.NotNull(await one.FindStopRequestAsync(lease, Cancel));
    }

    [Fact]
    public async Task A_process_that_keeps_the_lock_is_waited_for_and_then_reported()
    {
        await using var store = SqliteStore.Open(_sqlite.Folder, new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(400) });
        var lease = await Sample.AcquireAsync(store, "shop");
        using (var stopped = new StoppedWriter(_sqlite.Folder.Database))
        {
            var refusal = await Assert.ThrowsAsync<RefusedException>(
                async () => await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Cancel));
            Assert.Equal((RefusalKind.Store, "TR7005"), (refusal.Kind, refusal.Diagnostics[0].Code));
            Assert.Empty(await store.ListRunsAsync(null, Cancel));
        }

        await store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Cancel);
        Assert.Equal(1, await store.ReadHeadAsync("r1", Cancel));
    }

    private async Task WriteAsync(string installation, int commits)
    {
        await using var store = _sqlite.Open();
        var lease = await Sample.AcquireAsync(store, installation);
        var run = $"run-{installation}";
        await store.CommitAsync(Sample.Begin(lease, Sample.Run(run, installation), 1), Cancel);
        for (var seq = 2; seq <= commits + 1; seq++)
        {
            await store.CommitAsync(new StoreCommit { Lease = lease, RunId = run, Records = [Sample.Record(lease, seq)] }, Cancel);
        }
    }

    /// <summary>A process that was suspended in its turn.</summary>
    private sealed class StoppedWriter : IDisposable
    {
        private readonly Microsoft.Data.Sqlite.SqliteConnection _connection;

        public StoppedWriter(string database)
        {
            _connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False");
            _connection.Open();
            using var begin = _connection.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
        }

        public void Dispose() => _connection.Dispose();
    }
}

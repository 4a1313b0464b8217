using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using TaskRunner.Model;
using TaskRunner.Storage;
using TaskRunner.Stores;

namespace TaskRunner.Bench;

/// <summary>What a store costs: opening, single and grouped commits on a real disk, and the memory store the engine is measured with.</summary>
internal static class StoreBench
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$$"""{"task":12345,"attempt":1,"outputs":{"text":"{{{new string('x', 200)}}}"}}""");
    private static readonly HostIdentity Host = HostIdentity.Read();

    public static async Task<int> RunAsync(string path)
    {
        var folder = new StoreFolder(path);
        await MeasureOpeningAsync(folder);
        await using (var store = SqliteStore.Open(folder))
        {
            await MeasureAsync("warm-up", store, writers: 4, commits: 1000, records: 1);
            await MeasureAsync("single commits, 1 record each", store, writers: 1, commits: 1000, records: 1);
            await MeasureAsync("one writer, 100 records a commit", store, writers: 1, commits: 100, records: 100);
            await MeasureAsync("8 writers, 1 record each (grouped)", store, writers: 8, commits: 200, records: 1);
        }

        await using var memory = new MemoryStore();
        await MeasureAsync("memory store, 1 record each", memory, writers: 1, commits: 1_000_000, records: 1);
        return 0;
    }

    private static async Task MeasureOpeningAsync(StoreFolder folder)
    {
        var what = folder.Exists ? "first open in this process" : "first open in a new folder (made and synced)";
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await using (var store = SqliteStore.Open(folder))
        {
            var taken = (clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            Console.WriteLine($"{what}: {taken.Item1:F1} ms, CPU {taken.Item2:F1} ms");
        }

        const int Times = 100;
        var cpu = Environment.CpuUsage.TotalTime;
        clock.Restart();
        for (var i = 0; i < Times; i++)
        {
            await SqliteStore.Open(folder).DisposeAsync();
        }

        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine($"open and close again: {clock.Elapsed.TotalMilliseconds / Times:F2} ms, CPU {used.TotalMilliseconds / Times:F2} ms");
    }

    private static async Task MeasureAsync(string what, IStore store, int writers, int commits, int records)
    {
        var leases = new List<Lease>();
        for (var i = 0; i < writers; i++)
        {
            var grant = await store.AcquireAsync(Lease.ScopeOf($"{what} {i}"), Host.ToHolder("bench", null), CancellationToken.None);
            leases.Add(((LeaseGrant.Granted)grant).Lease);
        }

        var cpu = Environment.CpuUsage;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(leases.Select(l => WriteAsync(store, l, commits, records)));
        var seconds = clock.Elapsed.TotalSeconds;
        var now = Environment.CpuUsage;
        var (user, kernel) = ((now.UserTime - cpu.UserTime).TotalMicroseconds, (now.PrivilegedTime - cpu.PrivilegedTime).TotalMicroseconds);
        var (all, each) = ((double)writers * commits, (double)writers * commits * records);
        Console.WriteLine(
            $"{what}: {all / seconds:N0} commits/s, {each / seconds:N0} records/s, CPU a record {user / each:F2} µs user, {kernel / each:F2} µs kernel");
    }

    private static async Task WriteAsync(IStore store, Lease lease, int commits, int records)
    {
        var name = lease.Scope["installation:".Length..];
        var id = Guid.NewGuid().ToString("n");
        var package = new PackageIdentity("bench", "1.0.0", "sha256:0");
        var run = new RunHeader(id, name, OperationKind.Install, package, null, DateTimeOffset.UnixEpoch) { OperationId = id };
        await store.CommitAsync(new StoreCommit { Lease = lease, RunId = run.Id, Run = run }, CancellationToken.None);
        var seq = 0L;
        for (var i = 0; i < commits; i++)
        {
            var batch = ImmutableArray.CreateBuilder<JournalRecord>(records);
            for (var j = 0; j < records; j++)
            {
                batch.Add(new JournalRecord(++seq, lease.Epoch, Guid.NewGuid(), "outcome", Body));
            }

            await store.CommitAsync(new StoreCommit { Lease = lease, RunId = run.Id, Records = batch.MoveToImmutable() }, CancellationToken.None);
        }
    }
}

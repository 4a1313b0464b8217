using System.Text;
using TaskRunner.Model;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage.Tests;

/// <summary>Small true records to store.</summary>
internal static class Sample
{
    private static readonly HostIdentity Host = HostIdentity.Read();

    public static DateTimeOffset Time { get; } = new(2026, 3, 4, 5, 6, 7, 891, TimeSpan.Zero);

    public static PackageIdentity Package { get; } = new("shop", "1.0.0", "sha256:aa");

    public static LeaseHolder Alive(string runner) => Host.ToHolder(runner, "r1");

    /// <summary>A pid above any a Linux kernel gives.</summary>
    public static LeaseHolder Dead(string runner) => Alive(runner) with { Pid = 1 << 30, StartTicks = 7 };

    public static async ValueTask<Lease> AcquireAsync(IStore store, string installation)
    {
        var grant = await store.AcquireAsync(Lease.ScopeOf(installation), Alive("me"), CancellationToken.None);
        return Assert.IsType<LeaseGrant.Granted>(grant).Lease;
    }

    public static RunHeader Run(string id, string installation) =>
        new(id, installation, OperationKind.Upgrade, Package, "0.9.0", Time) { OperationId = id };

    public static StoreCommit Begin(Lease lease, RunHeader run, int records) => new()
    {
        Lease = lease,
        RunId = run.Id,
        Run = run,
        Records = [.. Enumerable.Range(1, records).Select(seq => Record(lease, seq))],
    };

    public static JournalRecord Record(Lease lease, long seq) =>
        new(seq, lease.Epoch, Guid.NewGuid(), "note", Encoding.UTF8.GetBytes($$"""{"n":{{seq}}}"""));

    public static ServiceRecord Service(string name, string installation) => new(
        name, "shell", "15.2", ServiceState.Ready, MapValue.Of(("host", Value.From("h"))), installation, "r1", "task", Time);

    public static async ValueTask<List<JournalRecord>> ReadAsync(IStore store, string run, long from = 1)
    {
        var records = new List<JournalRecord>();
        await foreach (var record in store.ReadJournalAsync(run, from, CancellationToken.None))
        {
            records.Add(record);
        }

        return records;
    }
}

using System.Diagnostics;
using System.Globalization;
using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>Two processes write to one store and are killed at a random moment, again and again.</summary>
public sealed class KillTests : IDisposable
{
    internal const string Folder = "TASKRUNNER_KILL_TEST_STORE", Name = "TASKRUNNER_KILL_TEST_NAME", Told = "head ";
    private readonly SqliteFolder _sqlite = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task What_a_killed_process_was_told_is_durable_is_there_and_its_lease_is_free_at_once()
    {
        var random = new Random(7);
        for (var round = 0; round < 3; round++)
        {
            using var one = new Victim(_sqlite.Folder, "a");
            using var two = new Victim(_sqlite.Folder, "b");
            await one.AwaitFirstAsync();
            await two.AwaitFirstAsync();
            await Task.Delay(random.Next(0, 120), Cancel);
            await CompareAsync(one.Name, await one.KillAsync());
            await CompareAsync(two.Name, await two.KillAsync());
        }

        Assert.Empty(StoreCheckup.Examine(_sqlite.Folder));
    }

    private async Task CompareAsync(string name, long told)
    {
        await using var store = _sqlite.Open();
        var records = await Sample.ReadAsync(store, name);
        Assert.True(records.Count >= told, $"{name} was told of {told} records, {records.Count} are there");
        Assert.True(records.Count % 2 == 0, "half a commit is there");
        var grant = await store.AcquireAsync(Lease.ScopeOf(name), Sample.Alive("next"), Cancel);
        var granted = Assert.IsType<LeaseGrant.Granted>(grant);
        Assert.NotNull(granted.TakenFrom);
        await store.ReleaseAsync(granted.Lease, Cancel);
    }

    private sealed class Victim : IDisposable
    {
        private readonly Process _process;

        public Victim(StoreFolder folder, string name)
        {
            Name = name;
            _process = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!, ["-method", $"*KillVictim.{nameof(KillVictim.Writes_until_it_is_killed)}", "-explicit", "only"])
            {
                RedirectStandardOutput = true,
                Environment = { [Folder] = folder.FullPath, [KillTests.Name] = name },
            })!;
        }

        public string Name { get; }

        /// <summary>It writes; from now on any moment to kill it will do.</summary>
        public async Task AwaitFirstAsync()
        {
            string? line;
            do
            {
                line = await _process.StandardOutput.ReadLineAsync(Cancel);
                Assert.True(line is not null, $"the victim {Name} ended before it wrote");
            }
            while (!line.StartsWith(Told, StringComparison.Ordinal));
        }

        /// <returns>The last record it was told is durable; a line that is cut off does not count.</returns>
        public async Task<long> KillAsync()
        {
            _process.Kill();
            var lines = (await _process.StandardOutput.ReadToEndAsync(Cancel)).Split('\n')[..^1];
            return lines is [.., var last] ? long.Parse(last[Told.Length..], CultureInfo.InvariantCulture) : 0;
        }

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
        }
    }
}

/// <summary>Commits and says each time how far it is, until it is killed. Started by <see cref="KillTests"/> only.</summary>
public sealed class KillVictim
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Writes_until_it_is_killed()
    {
        var name = Environment.GetEnvironmentVariable(KillTests.Name)!;
        await using var store = SqliteStore.Open(new StoreFolder(Environment.GetEnvironmentVariable(KillTests.Folder)!));
        var lease = await Sample.AcquireAsync(store, name);
        var head = await store.ReadHeadAsync(name, Cancel);
        await using var output = Console.OpenStandardOutput();
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromMinutes(1);)
        {
            var commit = Sample.Begin(lease, Sample.Run(name, name), 0) with
            {
                Records = [Sample.Record(lease, head + 1), Sample.Record(lease, head + 2)],
            };
            await store.CommitAsync(commit, Cancel);
            head += 2;
            await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{KillTests.Told}{head}\n"), Cancel);
        }
    }
}

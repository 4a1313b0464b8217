using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.Simulation.Tests;

/// <summary>
/// The kernel, the store and the leases on a simulated machine: one to three runners compete for one installation, are killed at
/// any await, stopped for longer than their lease lasts, meet slow and full disks, lost answers, clocks set by a day and power losses.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 20_000;

    [Fact]
    public void Every_seed_keeps_every_promise()
    {
        var first = Setting("TASKRUNNER_SEED", 1);
        var count = Setting("TASKRUNNER_SEEDS", Seeds);
        var clock = Stopwatch.StartNew();
        var broken = new ConcurrentBag<(int Seed, Exception Why)>();
        var steps = 0L;
        Parallel.For(first, first + count, seed =>
        {
            try
            {
                Interlocked.Add(ref steps, Simulation.Run(seed).Scene.Machine.Steps);
            }
            catch (Exception e)
            {
                broken.Add((seed, e));
            }
        });
        output.WriteLine($"{count} seeds, {steps} steps, {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.True(broken.IsEmpty, Describe(broken));
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            Assert.Equal(Simulation.Replay(seed).History.Lines(), Simulation.Replay(seed).History.Lines());
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string Describe(IReadOnlyCollection<(int Seed, Exception Why)> broken)
    {
        if (broken.Count == 0)
        {
            return "";
        }

        var kinds = broken.GroupBy(b => (b.Why as InvariantException)?.Name ?? b.Why.GetType().Name).Select(g => $"{g.Count()} × {g.Key}: seeds {string.Join(", ", g.Select(b => b.Seed).Order().Take(5))}");
        var (seed, why) = broken.MinBy(b => b.Seed);
        var lines = Simulation.Replay(seed).History.Happenings.Where(h => h is not Happening.Shown).Select(h => h.ToString()).ToList();
        lines = lines.Count > 80 ? [.. lines.Take(40), "…", .. lines.TakeLast(40)] : lines;
        return $"{broken.Count} seeds broke a promise\n{string.Join('\n', kinds)}\n\nseed {seed}: {why}\n{string.Join('\n', lines)}\n"
            + $"again: TASKRUNNER_SEED={seed} TASKRUNNER_SEEDS=1 dotnet test --project tests/TaskRunner.Simulation.Tests";
    }
}

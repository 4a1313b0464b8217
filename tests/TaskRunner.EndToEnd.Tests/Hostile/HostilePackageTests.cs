using System.Collections.Concurrent;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>
/// Packages made by an enemy: each is refused with the code the golden list says, in time, in little memory, and leaves nothing anywhere.
/// <c>TASKRUNNER_HOSTILE=id</c> tries the cases whose id begins so.
/// </summary>
public sealed class HostilePackageTests(ITestOutputHelper log) : IDisposable
{
    private const int Least = 160;
    private const int Tries = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>By the clock, on a machine with much else to do.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly string _root = Directory.CreateTempSubdirectory("taskrunner-hostile-").FullName;

    private static string Golden => Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Golden", "hostile.list");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Each_is_refused_with_its_code_in_time_and_leaves_nothing()
    {
        var only = Environment.GetEnvironmentVariable("TASKRUNNER_HOSTILE") ?? "";
        var cases = HostileArchives.All().Concat(HostileManifests.All()).Concat(HostileFolders.All()).Where(c => c.Id.StartsWith(only, StringComparison.Ordinal)).ToList();
        var runs = new ConcurrentBag<HostileRun>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken }, async (hostile, cancellationToken) =>
        {
            runs.Add(await RunAsync(hostile, cancellationToken));
        });

        var slowest = runs.OrderByDescending(r => r.Took).Take(5).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Case.Id} {r.Took.TotalSeconds:0.00} s (waited {r.Waited.TotalSeconds:0.00} s)"));
        log.WriteLine($"{runs.Count} cases; the slowest: {string.Join(", ", slowest)}");
        Assert.Equal([], runs.Where(r => r.Left.Count > 0).Select(r => $"{r.Case.Id} left {string.Join(", ", r.Left)}"));
        var found = runs.Select(r => $"{r.Case.Id} {r.Verdict}").Order(StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("TASKRUNNER_UPDATE_SNAPSHOTS") == "1" && only.Length == 0)
        {
            await File.WriteAllLinesAsync(Golden, found, TestContext.Current.CancellationToken);
        }

        var known = (await File.ReadAllLinesAsync(Golden, TestContext.Current.CancellationToken)).Where(l => l.StartsWith(only, StringComparison.Ordinal));
        Assert.Equal(known, found);
        Assert.All(found, line => Assert.Matches("^[A-Za-z0-9/-]+ TR\\d{4}$", line));
        Assert.True(only.Length > 0 || runs.Count >= Least);
        Assert.Equal([], runs.Where(r => r.Took > Longest || r.Waited > LongestWait).Select(r => $"{r.Case.Id} took {r.Took} in {r.Waited}"));
    }

    /// <summary>Shared processors and caches make the same work take longer: it is slow when it is so three times.</summary>
    private async Task<HostileRun> RunAsync(HostileCase hostile, CancellationToken cancellationToken)
    {
        var run = new HostileRun(hostile, _root);
        for (var tries = 1; ; tries++)
        {
            await run.RunAsync(cancellationToken);
            if (tries == Tries || (run.Took <= Longest && run.Waited <= LongestWait) || run.Left.Count > 0)
            {
                return run;
            }
        }
    }

    [Fact]
    public async Task Outputs_that_grow_tenfold_from_task_to_task_fail_the_task_that_is_too_large_and_it_is_told()
    {
        using var tool = new Taskrunner();
        Directory.CreateDirectory(Path.Combine(tool.Folder, "package"));
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "package", "taskrunner.yaml"), HostileManifests.Growing, TestContext.Current.CancellationToken);
        var ran = (await tool.RunAsync("install", "evil", "package")).Expect(1);
        Assert.Contains("t5: “tasks.t4.outputs.o” makes more than 1048576 characters", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("logs", ran.Output, StringComparison.Ordinal); // it was never tried
    }
}

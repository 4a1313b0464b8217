using System.Collections.Concurrent;
using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>
/// Every crash point with real processes: before, during and after each commit and around each step of the supervisor, for each
/// policy, on the way forward and back, with the runner, the supervisor or both killed. What a resume does must be what the table of the
/// semantics says. Runs of several installations share a store and go on side by side.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper log)
{
    private const int AtOnce = 6;
    private const int Stores = 4;

    /// <summary>A program that is compiled while it runs starts ten times slower: then only every so many a crash is tried.</summary>
    private static readonly int Step = Environment.GetEnvironmentVariable("TASKRUNNER_BINARY") is null ? 12 : 1;

    /// <summary><c>TASKRUNNER_CRASHES=all</c>: those too whose resume is killed as well.</summary>
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("TASKRUNNER_CRASHES") == "all";

    [Fact]
    public async Task What_a_resume_does_after_a_crash_anywhere_is_what_the_table_says()
    {
        var all = IsLong ? CrashCases.Single().Concat(CrashCases.Double()) : CrashCases.Single();
        var cases = all.Where((_, i) => i % Step == 0).ToList();
        var time = Stopwatch.StartNew();
        var wrong = new ConcurrentBag<string>();
        var tools = Enumerable.Range(0, Stores).Select(_ => new Taskrunner()).ToList();
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
            await Parallel.ForEachAsync(cases.Index(), options, async (one, _) =>
            {
                if (await new CrashTrial(tools[one.Index % Stores], $"c{one.Index}", one.Item).RunAsync() is { } difference)
                {
                    wrong.Add($"{one.Item}:\n  {difference}");
                }
            });
            (await WhoIsLeftAsync(tools)).ForEach(wrong.Add);
        }
        finally
        {
            tools.ForEach(t => t.Dispose());
        }

        log.WriteLine($"{cases.Count} crashes, {cases.Count - Math.Min(wrong.Count, cases.Count)} as the table says, {time.Elapsed.TotalSeconds:0} s");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cases.Count} differ from the table\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(20))}");
    }

    /// <summary>Supervisors of runs that are over end by themselves, and nothing of any task is left.</summary>
    private static async Task<List<string>> WhoIsLeftAsync(List<Taskrunner> tools)
    {
        for (var time = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var left = tools.SelectMany(t => HostProcesses.SupervisorsOf(t.Store).Concat(HostProcesses.OfStore(t.Store))).ToList();
            if (left.Count == 0 || time.Elapsed > TimeSpan.FromSeconds(30))
            {
                return [.. left.Select(HostProcesses.Describe)];
            }
        }
    }
}

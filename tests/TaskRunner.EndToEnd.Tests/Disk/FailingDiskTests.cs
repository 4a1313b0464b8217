using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>
/// Each change of the disk that real work makes fails, one after the other: the disk is full from there on, or one change meets an
/// error. Nothing that was shown is lost, nothing happens that was not intended, the message names the store, and the work goes on
/// to the same end when the disk is well again.
/// </summary>
public sealed class FailingDiskTests(ITestOutputHelper log)
{
    private const string EveryVariable = "TASKRUNNER_DISK_EVERY", OnlyVariable = "TASKRUNNER_DISK_ONLY";

    /// <summary>Each how manieth change fails where nobody says so: every one for the published binary, a sample (another one each day) for the slower Debug build.</summary>
    private static readonly int Usual = Environment.GetEnvironmentVariable("TASKRUNNER_BINARY") is { Length: > 0 } ? 1 : 12;

    [Theory]
    [InlineData(DiskWork.Install)]
    [InlineData(DiskWork.Resume)]
    [InlineData(DiskWork.Rollback)]
    public async Task A_disk_that_is_full_at_any_change_loses_nothing_and_the_work_goes_on_after_there_is_room(DiskWork work) =>
        await EachAsync(work, d => d.Growing, (d, at) => d.FillUpAt(at));

    [Theory]
    [InlineData(DiskWork.Install)]
    [InlineData(DiskWork.Resume)]
    [InlineData(DiskWork.Rollback)]
    public async Task An_error_of_the_disk_at_any_change_loses_nothing_and_the_work_goes_on(DiskWork work) =>
        await EachAsync(work, d => d.Changes, (d, at) => d.BreakAt(at));

    /// <param name="work">What is done on the disk.</param>
    /// <param name="count">Of which changes.</param>
    /// <param name="fail">Lets one fail.</param>
    private async Task EachAsync(DiskWork work, Func<DiskRecorder, long> count, Action<DiskRecorder, long> fail)
    {
        var time = Stopwatch.StartNew();
        using var template = new FailingDiskTemplate(work);
        var changes = await template.CountAsync(count);
        var numbers = Numbers((int)changes, Number(EveryVariable) ?? Usual);
        var felt = 0;

        // Copies of one open run have the same marks of attempts, and each would end the other's processes.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = work == DiskWork.Resume ? 1 : 3 };
        await Parallel.ForEachAsync(numbers, parallel, async (at, _) =>
        {
            using var trial = new FailingDiskTrial(template, $"{work}, change {at} of {changes}");
            if (await trial.RunAsync(disk => fail(disk, at)))
            {
                Interlocked.Increment(ref felt);
            }
        });
        log.WriteLine($"{work}: {numbers.Count} of {changes} changes failed, each in its own trial; {felt} stopped the work; {time.Elapsed.TotalSeconds:0} s");
        Assert.True(felt * 3 > numbers.Count || numbers.Count < 5, $"only {felt} of {numbers.Count} failures were felt: the recorder is not at work");
    }

    private static List<int> Numbers(int changes, int step)
    {
        var first = 1 + (DateTime.UtcNow.DayOfYear % step);
        return Number(OnlyVariable) is { } only ? [only] : [.. Enumerable.Range(0, (changes - first + step) / step).Select(i => first + (i * step))];
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

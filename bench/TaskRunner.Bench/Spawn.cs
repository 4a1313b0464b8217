using System.Diagnostics;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Processes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Bench;

/// <summary>
/// What it costs this process to run <c>true</c> many times: CPU of our own (children are not counted) and wall time, by the
/// bare launcher, by a shell task, and by the framework's own way.
/// </summary>
internal static class Spawn
{
    public static async Task<int> RunAsync(int count, int parallel, string way)
    {
        var folder = Directory.CreateTempSubdirectory("taskrunner-bench-").FullName;
        using var launcher = new LocalLauncher(MessageCatalogue.English, TimeProvider.System);
        try
        {
            foreach (var (name, start) in Ways(launcher, folder).Where(w => w.Name.StartsWith(way, StringComparison.Ordinal)))
            {
                await RepeatAsync(parallel, parallel, start); // starts threads, compiles
                await MeasureAsync(name, count, parallel, start);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static (string Name, Func<int, Task> Start)[] Ways(LocalLauncher launcher, string folder)
    {
        var task = new ShellTask(MessageCatalogue.English);
        return
        [
            ("launcher", i => launcher.RunAsync(Process(folder, i), Never).AsTask()),
            ("shell task", i => task.ExecuteAsync(Context(launcher, folder, i)).AsTask()),
            ("Process.Start with pipes", _ => FrameworkAsync()),
        ];
    }

    private static StopSignals Never { get; } = new(CancellationToken.None, CancellationToken.None);

    private static async Task MeasureAsync(string name, int count, int parallel, Func<int, Task> start)
    {
        var (cpu, wall) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await RepeatAsync(count, parallel, start);
        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-26} {used.TotalMicroseconds / count,7:0} µs CPU a task, {wall.Elapsed.TotalMicroseconds / count,7:0} µs wall ({count} at {parallel})"));
    }

    private static Task RepeatAsync(int count, int parallel, Func<int, Task> start) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (i, _) => await start(i));

    private static ProcessSpec Process(string folder, int number) => new()
    {
        FileName = "/bin/true",
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [ProcessSpec.AttemptVariable] = $"bench.{number}" },
        WorkingDirectory = folder,
        StdoutPath = Path.Combine(folder, $"{number}.out.log"),
        StderrPath = Path.Combine(folder, $"{number}.err.log"),
        Timeout = TimeSpan.FromMinutes(10),
        Grace = TimeSpan.FromSeconds(10),
    };

    private static TaskContext Context(LocalLauncher launcher, string folder, int number) => new()
    {
        Installation = "bench",
        Operation = OperationKind.Install,
        RunId = "bench",
        TaskName = $"t{number}",
        Attempt = 1,
        Epoch = 1,
        AttemptId = $"bench.{number}.1",
        Key = $"bench.{number}",
        Spec = MapValue.Of(("run", Value.From("true"))),
        Input = MapValue.Empty,
        PackageDirectory = folder,
        WorkDirectory = folder,
        LogDirectory = Path.Combine(folder, $"t{number}"),
        Limits = new AttemptLimits(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), LeftoversRule.Kill, IsIdempotent: true),
        Steps = new Steps(launcher),
        Stop = Never,
        Time = TimeProvider.System,
        HostEnvironment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
    };

    private static async Task FrameworkAsync()
    {
        using var process = System.Diagnostics.Process.Start(
            new ProcessStartInfo("/bin/true") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
    }

    private sealed class Steps(LocalLauncher launcher) : IStepRunner
    {
        public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => launcher.RunAsync(process, Never);

        public ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect) => effect(CancellationToken.None);
    }
}

using System.Diagnostics;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Bench;

/// <summary>W5: one process that prints 1 GiB, through the launcher with its bound on logs, against a plain redirect, in pairs.</summary>
internal static class LogWriting
{
    private const int Pairs = 5;
    private const string Work = "head -c 1073741824 /dev/zero";

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("taskrunner-bench-").FullName;
        using var launcher = new LocalLauncher(MessageCatalogue.English, TimeProvider.System);
        try
        {
            var (ours, plain) = (new List<TimeSpan>(), new List<TimeSpan>());
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < Pairs; i++)
            {
                plain.Add(await TimeAsync(launcher, folder, $"{Work} > redirected"));
                ours.Add(await TimeAsync(launcher, folder, Work));
            }

            var used = (Environment.CpuUsage.TotalTime - cpu) / Pairs;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"1 GiB of log {Median(ours):0} ms, redirect {Median(plain):0} ms, our CPU {used.TotalMilliseconds:0} ms, peak memory {Peak()}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMilliseconds;

    private static string Peak() =>
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..].Trim();

    private static async Task<TimeSpan> TimeAsync(LocalLauncher launcher, string folder, string script)
    {
        var process = new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments = ["-c", script],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [ProcessSpec.AttemptVariable] = "bench.log" },
            WorkingDirectory = folder,
            StdoutPath = Path.Combine(folder, "out.log"),
            StderrPath = Path.Combine(folder, "err.log"),
            Timeout = TimeSpan.FromMinutes(10),
            Grace = TimeSpan.FromSeconds(10),
        };
        var watch = Stopwatch.StartNew();
        await launcher.RunAsync(process, new StopSignals(CancellationToken.None, CancellationToken.None));
        watch.Stop();
        Array.ForEach(Directory.GetFiles(folder), File.Delete);
        return watch.Elapsed;
    }
}

using System.Diagnostics;
using System.Globalization;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Bench;

/// <summary>From a package's folder to its plan (W6), phase by phase; once, as a command would do it.</summary>
internal static class PlanBench
{
    public static int Run(string folder)
    {
        var (types, diagnostics) = (new TaskTypeCatalog(new ShellTask(MessageCatalogue.English)), new DiagnosticBag());
        var package = Measure("read", () => PackageReader.Read(folder, types, PackageLimits.Default with { ManifestBytes = int.MaxValue }, diagnostics));
        diagnostics.ThrowIfErrors();
        var configuration = Measure(
            "configuration", () => ConfigurationResolver.Resolve(new ConfigurationRequest { Package = package!.Manifest }, new ForgettingVault()));
        configuration.ThrowIfErrors();
        var inputs = new PlanInputs
        {
            Installation = "bench",
            Operation = OperationKind.Install,
            Package = package!,
            Identity = new PackageIdentity(package!.Manifest.Name, package.Manifest.Version.ToString(), "sha256:0"),
            Types = types,
            Configuration = configuration,
        };
        var planned = Measure("plan", () => Planner.Make(inputs, TaskHistory.None));
        var record = Measure("record", () => PlanRecordWriter.Write(PlanRecords.Of(planned, "bench")));
        var json = Measure("write", () => JsonWriter.ToUtf8(record, secrets: SecretForm.Sealed));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{planned.Plan.Tasks.Length} tasks, {planned.Graph.Edges.Length} edges; cpu {process.TotalProcessorTime.TotalSeconds:0.000} s in all, peak {process.PeakWorkingSet64 >> 20} MiB, record {json.Length >> 10} KiB"));
        return 0;
    }

    private static T Measure<T>(string phase, Func<T> work)
    {
        var (allocated, cpu, watch) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var result = work();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{phase,-14}{watch.Elapsed.TotalMilliseconds,10:0.0} ms wall {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds,8:0.0} ms cpu {(GC.GetTotalAllocatedBytes() - allocated) / 1e6,10:0.0} MB"));
        return result;
    }
}

using System.Diagnostics;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Packages;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Bench;

/// <summary>A whole install of no-op tasks in this process on a memory store: package, plan, digests, contexts and register included.</summary>
internal static class RunBench
{
    public static async Task<int> RunAsync(string folder)
    {
        await using var store = new MemoryStore();
        var bench = Workbench.For(store, new Nothing()) with { PackageLimits = PackageLimits.Default with { ManifestBytes = int.MaxValue } };
        var request = new ApplyRequest("bench", folder);
        var before = Environment.CpuUsage.TotalTime;
        var plan = await new PlanOperation(bench).RunAsync(request, CancellationToken.None);
        var planned = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var run = await new InstallOperation(bench).RunAsync(request, new RunControls(), CancellationToken.None);
        var (cpu, count) = ((Environment.CpuUsage.TotalTime - planned).TotalMicroseconds, run.Tasks.Length);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.StateWord}: {count} tasks, {plan.Plan.Graph.EdgeCount} edges; plan {(planned - before).TotalMilliseconds:0} ms cpu, install {cpu / count:0.0} µs cpu and {watch.Elapsed.TotalMicroseconds / count:0.0} µs wall a task"));
        return 0;
    }

    /// <summary>Named as the generator names its tasks' type.</summary>
    private sealed class Nothing : ITaskType
    {
        private static readonly ValueTask<TaskOutcome> Done = new(new TaskOutcome.Succeeded(MapValue.Empty));

        public string Name => "shell";

        public TaskTypeDescription Describe() => new(MapValue.Of(("type", Value.From("object"))));

        public TaskCapabilities CapabilitiesOf(MapValue spec) => TaskCapabilities.None;

        public void Check(TaskCheck check, DiagnosticBag diagnostics)
        {
        }

        public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => Done;
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using TaskRunner.Execution;
using TaskRunner.Graphs;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Bench;

/// <summary>The kernel alone: no-op tasks inside the process on a memory store, so that what is measured is the engine's own cost.</summary>
internal sealed class KernelBench : ITaskWork, ILauncher
{
    private const int Rounds = 5;
    private static readonly PackageIdentity Package = new("bench", "1.0.0", "sha256:0");
    private static readonly StartDecision Start = new StartDecision.Run("sha256:0000000000000000000000000000000000000000000000000000000000000000");
    private static readonly ValueTask<TaskOutcome> Done = new(new TaskOutcome.Succeeded(MapValue.Empty));
    private static readonly AttemptWork Nothing = (_, _) => Done;

    public static async Task<int> RunAsync(int count)
    {
        var layers = Layers(count);
        var graph = Measure("graph, 2 edges a task", count, () => TaskGraph.Build(count, layers));
        Measure("topological order", count, graph.TopologicalOrder);
        Console.WriteLine($"{"work",-24}{"wall µs/task",14}{"cpu µs/task",14}{"bytes/task",12}{"commits",10}");
        await EngineAsync("independent, 1 at once", count, [], 1);
        await EngineAsync("independent, 8 at once", count, [], 8);
        await EngineAsync("chain", count, Chain(count), 8);
        var journal = await EngineAsync("layers, 8 at once", count, layers, 8);
        await ResumeAsync(journal, count);
        Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        return 0;
    }

    public StartDecision Decide(int task, RunState run) => Start;

    public AttemptWork Prepare(AttemptRequest attempt, RunState run) => Nothing;

    public ProbeWork PrepareProbe(AttemptRequest attempt, RunState run) => throw new NotSupportedException("nothing here has a probe");

    public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) => throw new NotSupportedException("nothing here is a process");

    public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) => new([]);

    private static async Task<MemoryStore> EngineAsync(string name, int count, GraphEdge[] edges, int parallelism)
    {
        var plan = ToPlan(count, edges, parallelism);
        var (walls, cpus, bytes, commits) = (new List<double>(), new List<double>(), 0L, 0);
        MemoryStore store = null!;
        for (var round = 0; round < Rounds; round++)
        {
            store = new MemoryStore();
            var lease = await LeaseAsync(store);
            var counter = new CommitCounter();
            var (before, cpu, watch) = (GC.GetTotalAllocatedBytes(), Cpu(), Stopwatch.StartNew());
            var run = await new Engine(store, new KernelBench(), TimeProvider.System).RunAsync(ToRequest(plan, lease, counter));
            walls.Add(watch.Elapsed.TotalMicroseconds / count);
            cpus.Add((Cpu() - cpu).TotalMicroseconds / count);
            (bytes, commits) = ((GC.GetTotalAllocatedBytes() - before) / count, counter.Commits);
            if (run.Status != RunStatus.Succeeded)
            {
                throw new InvalidOperationException($"{name} ended {run.Status}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-24}{Median(walls),14:0.00}{Median(cpus),14:0.00}{bytes,12}{commits,10}"));
        return store;
    }

    /// <summary>What a resume of the whole journal costs before it may start anything.</summary>
    private static async Task ResumeAsync(MemoryStore store, int count)
    {
        var (walls, cpus) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (cpu, watch) = (Cpu(), Stopwatch.StartNew());
            await RunJournal.LoadAsync(store, "run", default);
            walls.Add(watch.Elapsed.TotalMicroseconds / count);
            cpus.Add((Cpu() - cpu).TotalMicroseconds / count);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"read and fold",-24}{Median(walls),14:0.00}{Median(cpus),14:0.00}"));
    }

    private static T Measure<T>(string name, int count, Func<T> work)
    {
        var times = new List<double>();
        var result = work();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            result = work();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} of {count}: {Median(times):0.0} ms"));
        return result;
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;

    private static GraphEdge[] Chain(int count) =>
        [.. Enumerable.Range(1, count - 1).Select(i => new GraphEdge(i - 1, i, EdgeCondition.Succeeded))];

    /// <summary>Layers of 100; each task waits for two of the layer before.</summary>
    private static GraphEdge[] Layers(int count)
    {
        const int Width = 100;
        var random = new Random(1);
        var edges = new List<GraphEdge>(count * 2);
        for (var task = Width; task < count; task++)
        {
            var layer = (task / Width * Width) - Width;
            edges.Add(new GraphEdge(layer + random.Next(Width), task, EdgeCondition.Succeeded));
            edges.Add(new GraphEdge(layer + random.Next(Width), task, EdgeCondition.Succeeded));
        }

        return [.. edges];
    }

    private static Plan ToPlan(int count, GraphEdge[] edges, int parallelism)
    {
        var (policy, reason) = (new ResolvedPolicy(), new PlanReason("bench", []));
        return new Plan
        {
            Installation = "bench",
            Operation = OperationKind.Install,
            Package = Package,
            Tasks = [.. Enumerable.Range(0, count).Select(i => new PlannedTask
            {
                Name = $"t{i}", Type = "none", Action = PlanAction.Run, Reason = reason, Policy = policy,
            })],
            Graph = TaskGraph.Build(count, edges),
            Policy = new RunPolicy(parallelism, RollbackScope.Failed, SiblingsRule.Finish),
        };
    }

    private static EngineRequest ToRequest(Plan plan, Lease lease, CommitCounter counter) => new()
    {
        Plan = plan,
        Lease = lease,
        Header = new RunHeader("run", "bench", OperationKind.Install, Package, null, default) { OperationId = "run" },
        Journal = RunJournal.Begin(new RunEvent.RunStarted(
            "run", "run", OperationKind.Install, null, plan.Tasks.Length, MapValue.Empty, ImmutableArray<int>.Empty, default)),
        Work = new KernelBench(),
        Projection = counter,
    };

    private static async Task<Lease> LeaseAsync(MemoryStore store) => await store.AcquireAsync(
        Lease.ScopeOf("bench"), HostIdentity.Read().ToHolder("bench", "run"), default) is LeaseGrant.Granted granted
        ? granted.Lease
        : throw new InvalidOperationException("a new store has no other holder");

    private sealed class CommitCounter : IRunProjection
    {
        public int Commits { get; private set; }

        public StoreCommit Project(IReadOnlyList<RunEvent> events, RunState run, StoreCommit commit)
        {
            Commits++;
            return commit;
        }
    }
}

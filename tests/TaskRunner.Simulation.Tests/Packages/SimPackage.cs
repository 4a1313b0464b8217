using System.Collections.Immutable;
using TaskRunner.Graphs;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Packages;

/// <summary>A package drawn from a seed: graph, policies, and what each attempt of each task will do.</summary>
internal sealed record SimPackage(int Seed, ImmutableArray<SimTask> Tasks, ImmutableArray<GraphEdge> Edges)
{
    public const string RunId = "run";
    public const string Installation = "shop";

    public required RunPolicy Policy { get; init; }

    public required OperationKind Operation { get; init; }

    /// <summary>Every task may run again and gives the same each time: crashes must make no difference in the end.</summary>
    public required bool IsPure { get; init; }

    public TaskVerb Verb => Operation == OperationKind.Uninstall ? TaskVerb.Uninstall : TaskVerb.Execute;

    public TaskGraph Graph { get; } = TaskGraph.Build(Tasks.Length, Edges.AsSpan());

    public static SimPackage Draw(int seed)
    {
        var random = new Random(unchecked(seed * 31) + 7);
        var isPure = random.Next(3) == 0;
        var isUninstall = !isPure && random.Next(16) == 0;
        var count = random.Next(1, 8);
        return new SimPackage(
            seed,
            [.. Enumerable.Range(0, count).Select(i => TaskDraw.Task(random, i, isPure, isUninstall))],
            TaskDraw.Edges(random, count))
        {
            IsPure = isPure,
            Operation = isUninstall ? OperationKind.Uninstall : OperationKind.Install,
            Policy = new RunPolicy(
                random.Next(1, 5),
                (RollbackScope)random.Next(3),
                !isPure && random.Next(3) == 0 ? SiblingsRule.Cancel : SiblingsRule.Finish),
        };
    }

    public Plan ToPlan() => new()
    {
        Installation = Installation,
        Operation = Operation,
        Package = new PackageIdentity("shop", "1.0.0", "sha256:0"),
        Tasks = [.. Tasks.Select(t => t.ToPlanned(Verb))],
        Graph = Graph,
        Policy = Policy,
    };

    public RunEvent.RunStarted ToStart() =>
        new(RunId, RunId, Operation, null, Tasks.Length, MapValue.Empty, [], DateTimeOffset.UnixEpoch);

    /// <summary>What a step does: a function of task and attempt, for pure packages of the task alone.</summary>
    public Act ActOf(int task, AttemptKind kind, int number, string step)
    {
        var n = IsPure ? 0 : number;
        var takes = TimeSpan.FromMilliseconds(Chance(task, kind, number, 1, 40) == 0 ? 60_000 : 20 + Chance(task, kind, number, 2, 4_000));
        var exit = kind switch
        {
            _ when step == "prepare" => 0,
            AttemptKind.Execute => Chance(task, kind, n, 3, IsPure ? 8 : 4) == 0 ? 1 : 0,
            AttemptKind.Rollback => !IsPure && Chance(task, kind, n, 3, 4) == 0 ? 1 : 0,
            _ => Chance(task, kind, n, 3, 6) == 0 ? 1 : 0,
        };
        return new Act(takes, exit, Chance(task, kind, number, 4, 4) != 0, Chance(task, kind, number, 5, 6) == 0);
    }

    private int Chance(int task, AttemptKind kind, int number, int what, int sides)
    {
        var hash = unchecked((uint)((Seed * 486187739) + (task * 92821) + ((int)kind * 31337) + (number * 6151) + (what * 7919)));
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >> 12;
        hash *= 0x297a2d39;
        hash ^= hash >> 15;
        return (int)(hash % (uint)sides);
    }
}

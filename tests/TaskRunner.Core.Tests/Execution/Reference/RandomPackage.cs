using System.Collections.Immutable;
using TaskRunner.Execution;
using TaskRunner.Graphs;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>What <see cref="ITaskWork.Decide"/> says of a task.</summary>
internal enum Start
{
    Run,
    Skip,
    Reuse,
    Supply,
    Fail,
    Hold,
    UndoFirst,
}

internal sealed record RandomTask(int Index, bool Rollback, bool Idempotent, bool HasProbe, bool ProbeIsBlind)
{
    public UnknownRule? OnUnknown { get; init; }

    public int Attempts { get; init; } = 1;

    public bool AllowFailure { get; init; }

    public bool IsSkipped { get; init; }

    public Start Start { get; init; }

    public bool IsEarlier { get; init; }
}

/// <summary>A package drawn from a seed: graph, policies, and a script of what its attempts will do.</summary>
internal sealed record RandomPackage(int Seed, ImmutableArray<RandomTask> Tasks, ImmutableArray<GraphEdge> Edges)
{
    public required RollbackScope Scope { get; init; }

    public required SiblingsRule Siblings { get; init; }

    public required int Parallelism { get; init; }

    public required OperationKind Operation { get; init; }

    /// <summary>At which call the run is stopped, and how; null: never.</summary>
    public (int Call, StopReason Reason)? Stop { get; init; }

    public static RandomPackage Draw(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 8);
        var isUninstall = random.Next(20) == 0;
        var siblings = random.Next(3) == 0 ? SiblingsRule.Cancel : SiblingsRule.Finish;
        var stops = random.Next(3) == 0;
        return new RandomPackage(
            seed, [.. Enumerable.Range(0, count).Select(i => DrawTask(random, i, isUninstall))], DrawEdges(random, count))
        {
            Scope = (RollbackScope)random.Next(3),
            Siblings = siblings,
            // Who is cancelled by a sibling or a stop depends on time when tasks overlap: those packages run one by one.
            Parallelism = stops || siblings == SiblingsRule.Cancel ? 1 : random.Next(1, 4),
            Operation = isUninstall ? OperationKind.Uninstall : OperationKind.Upgrade,
            Stop = stops ? (random.Next(1, 6), random.Next(3) == 0 ? StopReason.Cancelled : StopReason.Interrupted) : null,
        };
    }

    public Plan ToPlan() => new()
    {
        Installation = "shop",
        Operation = Operation,
        Package = new PackageIdentity("shop", "1.0.0", "sha256:0"),
        Tasks = [.. Tasks.Select(ToPlanned)],
        Graph = TaskGraph.Build(Tasks.Length, Edges.AsSpan()),
        Policy = new RunPolicy(Parallelism, Scope, Siblings),
    };

    public RunEvent.RunStarted ToStart() => new(
        "run", "run", Operation, null, Tasks.Length, MapValue.Empty, [.. Tasks.Where(t => t.IsEarlier).Select(t => t.Index)], default);

    private static RandomTask DrawTask(Random random, int index, bool isUninstall)
    {
        bool OneIn(int n) => random.Next(n) == 0;
        var start = OneIn(3) ? (Start)random.Next(7) : Start.Run;
        var rollback = !isUninstall && OneIn(2);
        return new RandomTask(index, rollback, OneIn(2), OneIn(2), OneIn(3))
        {
            OnUnknown = OneIn(4) ? (UnknownRule)random.Next(4) : null,
            Attempts = OneIn(3) ? random.Next(2, 4) : 1,
            AllowFailure = OneIn(6),
            IsSkipped = OneIn(10),
            Start = start == Start.UndoFirst && !rollback ? Start.Run : start,
            IsEarlier = start is Start.Reuse or Start.UndoFirst && OneIn(2),
        };
    }

    private static ImmutableArray<GraphEdge> DrawEdges(Random random, int count)
    {
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        for (var i = random.Next(0, count * 2); i > 0 && count > 1; i--)
        {
            var (a, b) = (random.Next(count), random.Next(count));
            if (a != b)
            {
                var on = random.Next(4) == 0 ? (EdgeCondition)random.Next(1, 3) : EdgeCondition.Succeeded;
                // A fixed shuffle, so that numbers do not follow the edges.
                edges.Add(a * 7 % 11 < b * 7 % 11 ? new GraphEdge(a, b, on) : new GraphEdge(b, a, on));
            }
        }

        return edges.ToImmutable();
    }

    private PlannedTask ToPlanned(RandomTask task) => new()
    {
        Name = $"t{task.Index}",
        Type = "test",
        Verb = Operation == OperationKind.Uninstall ? TaskVerb.Uninstall : TaskVerb.Execute,
        Action = task.IsSkipped ? PlanAction.Skip : PlanAction.Run,
        Reason = new PlanReason("test", []),
        AllowFailure = task.AllowFailure,
        Policy = new ResolvedPolicy
        {
            Rollback = task.Rollback,
            Idempotent = task.Idempotent,
            Attempts = task.Attempts,
            OnUnknown = task.OnUnknown,
            Backoff = TimeSpan.Zero, // an order that depends on time could not be predicted
            MaxBackoff = TimeSpan.Zero,
            Capabilities = (task.Rollback ? TaskCapabilities.Rollback : 0) | (task.HasProbe ? TaskCapabilities.Probe : 0),
        },
    };
}

using System.Collections.Immutable;
using TaskRunner.Graphs;
using TaskRunner.Model;

namespace TaskRunner.Simulation.Tests.Packages;

/// <summary>Draws the parts of a package.</summary>
internal static class TaskDraw
{
    public static SimTask Task(Random random, int index, bool isPure, bool isUninstall)
    {
        bool OneIn(int n) => random.Next(n) == 0;
        var task = new SimTask(index)
        {
            Rollback = !isUninstall && OneIn(2),
            Idempotent = isPure || OneIn(2),
            HasProbe = OneIn(3),
            ProbeIsBlind = !isPure && OneIn(3),
            IsSecretive = OneIn(3),
            Shape = (Shape)random.Next(3),
        };
        return isPure ? task : task with
        {
            OnUnknown = OneIn(4) ? (UnknownRule)random.Next(4) : null,
            Attempts = OneIn(3) ? random.Next(2, 4) : 1,
            AllowFailure = OneIn(6),
            Start = OneIn(8) ? (Start)random.Next(5) : Start.Run,
        };
    }

    public static ImmutableArray<GraphEdge> Edges(Random random, int count)
    {
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        for (var i = random.Next(0, count * 2); i > 0 && count > 1; i--)
        {
            var (a, b) = (random.Next(count), random.Next(count));
            if (a != b)
            {
                var on = random.Next(5) == 0 ? (EdgeCondition)random.Next(1, 3) : EdgeCondition.Succeeded;
                // A fixed shuffle, so that numbers do not follow the edges.
                edges.Add(a * 7 % 11 < b * 7 % 11 ? new GraphEdge(a, b, on) : new GraphEdge(b, a, on));
            }
        }

        return edges.ToImmutable();
    }
}

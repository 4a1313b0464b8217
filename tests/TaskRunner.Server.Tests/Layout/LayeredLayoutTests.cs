using System.Diagnostics;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Server.Layout;

namespace TaskRunner.Server.Tests.Layout;

public sealed class LayeredLayoutTests
{
    [Fact]
    public void A_box_stands_right_of_everything_before_it_and_upon_no_other()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var plan = Layered(random.Next(1, 120), random, i => $"task-{i}");
            var graph = LayeredLayout.Of(plan, collapses: false);
            Assert.Equal(plan.Tasks.Length, graph.Boxes.Length);
            Assert.All(graph.Lines, l => Assert.True(graph.Boxes[l.From].X + LaidOutGraph.BoxWidth < graph.Boxes[l.To].X));
            Assert.Equal(graph.Boxes.Length, graph.Boxes.Select(b => (b.X, b.Y)).Distinct().Count());
            Assert.All(graph.Boxes, b => Assert.True(b.X >= 0 && b.Y >= 0 && b.X + LaidOutGraph.BoxWidth <= graph.Width && b.Y + LaidOutGraph.BoxHeight <= graph.Height));
        }
    }

    [Fact]
    public void The_instances_of_a_forEach_and_the_tasks_of_an_inner_package_are_one_box_when_there_are_many_tasks()
    {
        var plan = Layered(400, new Random(1), i => i < 200 ? $"node[{i}]" : i < 390 ? $"shop/part-{i}" : $"own-{i}");
        var graph = LayeredLayout.Of(plan, collapses: null);
        Assert.Equal([("node", 200), ("shop", 190)], graph.Boxes.Where(b => b.IsGroup).Select(b => (b.Name, b.Tasks.Length)));
        Assert.Equal(12, graph.Boxes.Length);
        Assert.Equal(400, graph.Boxes.Sum(b => b.Tasks.Length));
    }

    [Fact]
    public void Ten_thousand_tasks_are_placed_in_a_moment()
    {
        var plan = Layered(10_000, new Random(3), i => $"task-{i}");
        var time = Stopwatch.StartNew();
        var graph = LayeredLayout.Of(plan, collapses: false);
        Assert.Equal(10_000, graph.Boxes.Length);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(5), $"{time.Elapsed}"); // about 0.2 s on an idle machine
    }

    private static Plan Layered(int count, Random random, Func<int, string> name)
    {
        var edges = Enumerable.Range(1, count - 1).SelectMany(to => Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(Math.Max(0, to - 200), to)).Distinct()
            .Select(from => new GraphEdge(from, to, EdgeCondition.Succeeded))).ToArray();
        return new Plan
        {
            Installation = "x",
            Operation = OperationKind.Install,
            Package = new PackageIdentity("x", "1.0.0", "sha256:x"),
            Graph = TaskGraph.Build(count, edges),
            Policy = new RunPolicy(1, RollbackScope.None, SiblingsRule.Finish),
            Tasks = [.. Enumerable.Range(0, count).Select(i => new PlannedTask
            {
                Name = name(i),
                Type = "shell",
                Action = PlanAction.Run,
                Reason = new PlanReason("x", []),
                Policy = new ResolvedPolicy(),
            })],
        };
    }
}

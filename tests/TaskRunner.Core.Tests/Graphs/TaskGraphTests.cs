using CsCheck;
using TaskRunner.Graphs;
using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Graphs;

public sealed class TaskGraphTests
{
    private static readonly Gen<(int Count, GraphEdge[] Edges)> AnyGraph =
        from count in Gen.Int[1, 40]
        from edges in Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1], Gen.Enum<EdgeCondition>(), (f, t, c) => new GraphEdge(f, t, c))
            .Array[0, 60]
        select (count, edges);

    private static readonly Gen<(int Count, GraphEdge[] Edges)> AnyAcyclic =
        AnyGraph.Select(g => (g.Count, g.Edges.Where(e => e.From != e.To)
            .Select(e => e.From < e.To ? e : new GraphEdge(e.To, e.From, e.On)).ToArray()));

    [Fact]
    public void Rows_hold_exactly_the_edges_both_ways_in_their_order() => AnyGraph.Sample(g =>
    {
        var graph = TaskGraph.Build(g.Count, g.Edges);
        for (var node = 0; node < g.Count; node++)
        {
            Assert.Equal(g.Edges.Where(e => e.From == node).Select(e => (e.To, e.On)), Zip(graph.After(node), graph.ConditionsAfter(node)));
            Assert.Equal(g.Edges.Where(e => e.To == node).Select(e => (e.From, e.On)), Zip(graph.Before(node), graph.ConditionsBefore(node)));
            Assert.Equal(graph.Before(node).ToArray(), graph.Reversed().After(node).ToArray());
        }
    });

    [Fact]
    public void A_topological_order_has_every_node_once_and_respects_every_edge() => AnyAcyclic.Sample(g =>
    {
        var graph = TaskGraph.Build(g.Count, g.Edges);
        var order = graph.TopologicalOrder();
        Assert.Equal(Enumerable.Range(0, g.Count), order.Order());
        Assert.All(g.Edges, e => Assert.True(Array.IndexOf(order, e.From) < Array.IndexOf(order, e.To)));
        Assert.Null(graph.FindCycle());
    });

    [Fact]
    public void A_reported_cycle_is_a_cycle_and_is_reported_exactly_when_there_is_no_order() => AnyGraph.Sample(g =>
    {
        var graph = TaskGraph.Build(g.Count, g.Edges);
        var cycle = graph.FindCycle();
        if (cycle is null)
        {
            Assert.Equal(g.Count, graph.TopologicalOrder().Length);
            return;
        }

        Assert.Throws<InvalidOperationException>(() => graph.TopologicalOrder());
        Assert.Equal(cycle.Count, cycle.Distinct().Count());
        Assert.Equal(cycle.Min(), cycle[0]);
        for (var i = 0; i < cycle.Count; i++)
        {
            Assert.Contains(cycle[(i + 1) % cycle.Count], graph.After(cycle[i]).ToArray());
        }
    });

    [Fact]
    public void A_task_that_waits_for_itself_is_a_cycle_of_one() =>
        Assert.Equal([1], TaskGraph.Build(2, [new GraphEdge(1, 1, EdgeCondition.Succeeded)]).FindCycle());

    [Fact]
    public void An_edge_to_a_node_that_does_not_exist_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TaskGraph.Build(2, [new GraphEdge(0, 2, EdgeCondition.Succeeded)]));

    private static IEnumerable<(int, EdgeCondition)> Zip(ReadOnlySpan<int> ends, ReadOnlySpan<EdgeCondition> conditions) =>
        ends.ToArray().Zip(conditions.ToArray());
}

using CsCheck;
using TaskRunner.Packages.Checking;

namespace TaskRunner.Core.Tests.Packages;

public sealed class CycleSearchTests
{
    private static readonly Gen<(int Tasks, (int From, int To)[] Edges)> Graphs =
        Gen.Int[1, 12].SelectMany(n => Gen.Select(Gen.Int[0, n - 1], Gen.Int[0, n - 1]).Array[0, 24].Select(e => (n, e)));

    [Fact]
    public void What_is_reported_is_a_cycle() => Graphs.Sample(g =>
    {
        foreach (var cycle in Find(g.Tasks, g.Edges))
        {
            Assert.NotEmpty(cycle);
            for (var i = 0; i < cycle.Length; i++)
            {
                Assert.Equal(g.Edges[cycle[i]].To, g.Edges[cycle[(i + 1) % cycle.Length]].From);
            }

            Assert.Equal(cycle.Length, cycle.Select(e => g.Edges[e].From).Distinct().Count());
        }
    });

    [Fact]
    public void A_graph_has_a_cycle_when_its_tasks_cannot_be_put_in_order() => Graphs.Sample(g =>
    {
        var left = Enumerable.Range(0, g.Tasks).ToHashSet();
        while (left.FirstOrDefault(t => g.Edges.All(e => e.To != t || !left.Contains(e.From)), -1) is var next and >= 0)
        {
            left.Remove(next);
        }

        Assert.Equal(left.Count > 0, Find(g.Tasks, g.Edges).Count > 0);
    });

    private static IReadOnlyList<int[]> Find(int tasks, (int From, int To)[] edges) =>
        CycleSearch.Find(tasks, edges.Length, i => edges[i].From, i => edges[i].To);
}

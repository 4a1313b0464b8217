using System.Collections.Immutable;

namespace TaskRunner.Planning.Instances;

/// <summary>
/// The order in which tasks of earlier runs are undone: what came after goes first. Paths count also where the tasks between
/// are not undone themselves. Of two runs that order the same tasks differently the newer is right.
/// </summary>
internal static class SourceOrder
{
    /// <param name="sources">The tasks; nodes are numbered from <paramref name="first"/>.</param>
    /// <param name="first">Number of the first node.</param>
    public static ImmutableArray<(int From, int To)> Reversed(ImmutableArray<SourceTask> sources, int first)
    {
        var nodes = sources.Select((s, i) => (s.Instance.Name, Node: first + i)).ToDictionary(s => s.Name, s => s.Node, StringComparer.Ordinal);
        var ordered = new HashSet<string>(StringComparer.Ordinal);
        var edges = new HashSet<(int, int)>();
        foreach (var run in sources.DistinctBy(s => s.RunId).OrderByDescending(s => s.State.Start.At).Select(s => s.Run))
        {
            foreach (var (before, after) in PathsBetween(run.Graph, nodes))
            {
                if (!ordered.Contains(before) || !ordered.Contains(after))
                {
                    edges.Add((nodes[after], nodes[before]));
                }
            }

            ordered.UnionWith(run.Graph.Instances.Select(i => i.Name));
        }

        return [.. edges];
    }

    /// <summary>Pairs of nodes with a path from one to the other on which no third one lies.</summary>
    private static IEnumerable<(string Before, string After)> PathsBetween(InstanceGraph graph, Dictionary<string, int> nodes)
    {
        var nearest = new HashSet<int>?[graph.Instances.Length];
        foreach (var index in graph.Graph.TopologicalOrder())
        {
            var found = new HashSet<int>();
            foreach (var before in graph.Graph.Before(index))
            {
                if (nodes.ContainsKey(graph.Instances[before].Name))
                {
                    found.Add(before);
                }
                else
                {
                    found.UnionWith(nearest[before]!);
                }
            }

            nearest[index] = found;
            if (nodes.ContainsKey(graph.Instances[index].Name))
            {
                foreach (var before in found)
                {
                    yield return (graph.Instances[before].Name, graph.Instances[index].Name);
                }
            }
        }
    }
}

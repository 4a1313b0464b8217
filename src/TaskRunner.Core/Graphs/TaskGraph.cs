using TaskRunner.Model;

namespace TaskRunner.Graphs;

/// <summary>
/// A directed graph over 0…n-1 in compressed rows both ways: four arrays, no object per node. Knows nothing of tasks but their
/// numbers. It may have a cycle until somebody asked <see cref="FindCycle"/>.
/// </summary>
public sealed class TaskGraph
{
    private readonly Rows _before;
    private readonly Rows _after;

    private TaskGraph(Rows before, Rows after) => (_before, _after) = (before, after);

    public static TaskGraph Empty { get; } = Build(0, []);

    public int Count => _after.Starts.Length - 1;

    public int EdgeCount => _after.Ends.Length;

    /// <param name="count">Number of nodes.</param>
    /// <param name="edges">In any order. Two edges between the same nodes are two conditions, both must hold.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge names a node outside 0…count-1.</exception>
    public static TaskGraph Build(int count, ReadOnlySpan<GraphEdge> edges)
    {
        var (before, after) = (new int[count + 1], new int[count + 1]);
        foreach (var edge in edges)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)edge.From, (uint)count, nameof(edges));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)edge.To, (uint)count, nameof(edges));
            before[edge.To]++;
            after[edge.From]++;
        }

        var (into, outOf) = (Rows.FromCounts(before, edges.Length), Rows.FromCounts(after, edges.Length));
        // The counts now hold where each row ends; filling backwards moves them to where it starts and keeps the order of the edges.
        for (var i = edges.Length - 1; i >= 0; i--)
        {
            var edge = edges[i];
            into.Put(edge.To, edge.From, edge.On);
            outOf.Put(edge.From, edge.To, edge.On);
        }

        return new TaskGraph(into, outOf);
    }

    /// <summary>Nodes with an edge to <paramref name="node"/>.</summary>
    public ReadOnlySpan<int> Before(int node) => _before.Of(node);

    /// <summary>Conditions of the edges of <see cref="Before"/>, in the same order.</summary>
    public ReadOnlySpan<EdgeCondition> ConditionsBefore(int node) => _before.ConditionsOf(node);

    /// <summary>Nodes with an edge from <paramref name="node"/>.</summary>
    public ReadOnlySpan<int> After(int node) => _after.Of(node);

    /// <summary>Conditions of the edges of <see cref="After"/>, in the same order.</summary>
    public ReadOnlySpan<EdgeCondition> ConditionsAfter(int node) => _after.ConditionsOf(node);

    /// <summary>The same graph with every edge turned round; shares the arrays.</summary>
    public TaskGraph Reversed() => new(_after, _before);

    /// <summary>Every node after all nodes before it; the same graph always gives the same order.</summary>
    /// <exception cref="InvalidOperationException">The graph has a cycle.</exception>
    public int[] TopologicalOrder()
    {
        var order = new int[Count];
        return Sort(order, out _) == Count
            ? order
            : throw new InvalidOperationException("the graph has a cycle, which should have been reported before; this is a bug");
    }

    /// <summary>The nodes of a cycle in the direction of its edges, starting with its lowest number; null when there is none.</summary>
    public IReadOnlyList<int>? FindCycle()
    {
        if (Sort(new int[Count], out var open) == Count)
        {
            return null;
        }

        // What the sort could not free has an unfreed node before it, so walking backwards must come round.
        var at = Array.FindIndex(open, count => count > 0);
        var seenAt = new Dictionary<int, int>();
        var path = new List<int>();
        while (seenAt.TryAdd(at, path.Count))
        {
            path.Add(at);
            foreach (var before in Before(at))
            {
                if (open[before] > 0)
                {
                    at = before;
                    break;
                }
            }
        }

        return StartingLowest([.. path[seenAt[at]..].AsEnumerable().Reverse()]);
    }

    private static int[] StartingLowest(int[] cycle)
    {
        var lowest = Array.IndexOf(cycle, cycle.Min());
        return [.. cycle[lowest..], .. cycle[..lowest]];
    }

    /// <summary>Kahn's algorithm; returns how many nodes could be ordered and leaves the open edges of the others.</summary>
    private int Sort(int[] order, out int[] open)
    {
        open = new int[Count];
        var (head, tail) = (0, 0);
        for (var node = 0; node < Count; node++)
        {
            open[node] = Before(node).Length;
            if (open[node] == 0)
            {
                order[tail++] = node;
            }
        }

        while (head < tail)
        {
            foreach (var after in After(order[head++]))
            {
                if (--open[after] == 0)
                {
                    order[tail++] = after;
                }
            }
        }

        return tail;
    }

    /// <summary>Row <c>i</c> is <c>Ends[Starts[i]..Starts[i + 1]]</c>.</summary>
    private readonly record struct Rows(int[] Starts, int[] Ends, EdgeCondition[] Conditions)
    {
        public static Rows FromCounts(int[] counts, int edges)
        {
            for (var i = 1; i < counts.Length; i++)
            {
                counts[i] += counts[i - 1];
            }

            return new Rows(counts, new int[edges], new EdgeCondition[edges]);
        }

        public void Put(int row, int end, EdgeCondition on)
        {
            var at = --Starts[row];
            Ends[at] = end;
            Conditions[at] = on;
        }

        public ReadOnlySpan<int> Of(int row) => Ends.AsSpan(Starts[row]..Starts[row + 1]);

        public ReadOnlySpan<EdgeCondition> ConditionsOf(int row) => Conditions.AsSpan(Starts[row]..Starts[row + 1]);
    }
}

/// <summary>From finishes before To starts.</summary>
public readonly record struct GraphEdge(int From, int To, EdgeCondition On);

using System.Collections.Immutable;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning;

namespace TaskRunner.Server.Layout;

/// <summary>
/// Places a graph in layers from left to right: a box stands right of everything before it, and within its layer near what it is
/// connected with (barycentres, a few sweeps). Linear in nodes and edges but for sorting: ten thousand tasks take well under a second.
/// </summary>
internal sealed class LayeredLayout
{
    /// <summary>With more tasks than this, groups are drawn as one box.</summary>
    public const int MostTasks = 150;

    private const int Sweeps = 4;
    private const int GapX = 90;
    private const int GapY = 24;
    private const int Margin = 20;

    private readonly List<(string Name, List<int> Tasks, bool IsGroup)> _boxes = [];
    private readonly Dictionary<(int From, int To), EdgeCondition> _lines = [];
    private readonly int[] _boxOf;
    private readonly int[] _depth;

    private LayeredLayout(Plan plan, bool collapses)
    {
        _boxOf = new int[plan.Tasks.Length];
        Group(plan, collapses);
        _depth = DepthsOf(plan.Graph);
        for (var from = 0; from < plan.Graph.Count; from++)
        {
            var ends = plan.Graph.After(from);
            var conditions = plan.Graph.ConditionsAfter(from);
            for (var i = 0; i < ends.Length; i++)
            {
                if (_boxOf[from] != _boxOf[ends[i]])
                {
                    _lines.TryAdd((_boxOf[from], _boxOf[ends[i]]), conditions[i]);
                }
            }
        }
    }

    public static LaidOutGraph Of(Plan plan, bool? collapses) => new LayeredLayout(plan, collapses ?? plan.Tasks.Length > MostTasks).Place();

    private void Group(Plan plan, bool collapses)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var sizes = plan.Tasks.Select(t => TaskGroups.Of(t.Name)).OfType<string>().GroupBy(g => g, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        for (var i = 0; i < plan.Tasks.Length; i++)
        {
            var group = TaskGroups.Of(plan.Tasks[i].Name);
            if (!collapses || group is null || sizes[group] == 1)
            {
                _boxOf[i] = _boxes.Count;
                _boxes.Add((plan.Tasks[i].Name, [i], false));
                continue;
            }

            if (!groups.TryGetValue(group, out var box))
            {
                box = _boxes.Count;
                groups.Add(group, box);
                _boxes.Add((group, [], true));
            }

            _boxOf[i] = box;
            _boxes[box].Tasks.Add(i);
        }
    }

    /// <summary>The longest way to each task from a beginning.</summary>
    private static int[] DepthsOf(TaskGraph graph)
    {
        var depths = new int[graph.Count];
        foreach (var task in graph.TopologicalOrder())
        {
            foreach (var after in graph.After(task))
            {
                depths[after] = Math.Max(depths[after], depths[task] + 1);
            }
        }

        return depths;
    }

    private LaidOutGraph Place()
    {
        var layerOf = _boxes.Select(b => b.Tasks.Min(t => _depth[t])).ToArray();
        var layers = Layers(layerOf);
        var rank = new double[_boxes.Count];
        Order(layers, rank);
        var tallest = layers.Count == 0 ? 0 : layers.Max(l => l.Count);
        var (x, y) = (new int[_boxes.Count], new int[_boxes.Count]);
        for (var i = 0; i < layers.Count; i++)
        {
            var top = Margin + ((tallest - layers[i].Count) * (LaidOutGraph.BoxHeight + GapY) / 2);
            for (var j = 0; j < layers[i].Count; j++)
            {
                x[layers[i][j]] = Margin + (i * (LaidOutGraph.BoxWidth + GapX));
                y[layers[i][j]] = top + (j * (LaidOutGraph.BoxHeight + GapY));
            }
        }

        return new LaidOutGraph(
            Math.Max(0, (layers.Count * (LaidOutGraph.BoxWidth + GapX)) - GapX) + (2 * Margin),
            Math.Max(0, (tallest * (LaidOutGraph.BoxHeight + GapY)) - GapY) + (2 * Margin),
            [.. _boxes.Select((b, i) => new Box(b.Name, [.. b.Tasks], b.IsGroup, x[i], y[i]))],
            [.. _lines.Select(l => new Line(l.Key.From, l.Key.To, l.Value, Points(l.Key.From, l.Key.To, x, y)))]);
    }

    /// <summary>Layers without gaps: collapsing may leave one empty.</summary>
    private static List<List<int>> Layers(int[] layerOf)
    {
        var used = layerOf.Distinct().Order().ToList();
        var place = used.Index().ToDictionary(l => l.Item, l => l.Index);
        var layers = used.Select(_ => new List<int>()).ToList();
        for (var box = 0; box < layerOf.Length; box++)
        {
            layers[place[layerOf[box]]].Add(box);
        }

        return layers;
    }

    private void Order(List<List<int>> layers, double[] rank)
    {
        var (before, after) = (new List<int>[_boxes.Count], new List<int>[_boxes.Count]);
        for (var i = 0; i < _boxes.Count; i++)
        {
            (before[i], after[i]) = ([], []);
        }

        foreach (var (from, to) in _lines.Keys)
        {
            before[to].Add(from);
            after[from].Add(to);
        }

        layers.ForEach(l => Rank(l, rank));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isForward = sweep % 2 == 0;
            foreach (var layer in isForward ? layers : layers.AsEnumerable().Reverse())
            {
                var near = isForward ? before : after;
                var weight = layer.ToDictionary(b => b, b => near[b].Count == 0 ? rank[b] : near[b].Average(n => rank[n]));
                layer.Sort((a, b) => weight[a] != weight[b] ? weight[a].CompareTo(weight[b]) : rank[a].CompareTo(rank[b]));
                Rank(layer, rank);
            }
        }
    }

    /// <summary>The place within the layer, from 0 to 1, so that layers of different size compare.</summary>
    private static void Rank(List<int> layer, double[] rank)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            rank[layer[i]] = (i + 0.5) / layer.Count;
        }
    }

    private static ImmutableArray<(int X, int Y)> Points(int from, int to, int[] x, int[] y)
    {
        var start = (X: x[from] + LaidOutGraph.BoxWidth, Y: y[from] + (LaidOutGraph.BoxHeight / 2));
        var end = (X: x[to], Y: y[to] + (LaidOutGraph.BoxHeight / 2));
        if (start.Y == end.Y)
        {
            return [start, end];
        }

        var turn = end.X - (GapX / 2); // in the gap before the layer it leads to
        return [start, (turn, start.Y), (turn, end.Y), end];
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>
/// Makes the edges between instances. An edge to an inner package holds back those of its tasks that nothing inside holds back;
/// an edge from it begins at the instance that comes after all of them.
/// </summary>
internal sealed class EdgeExpander(int count, DiagnosticBag diagnostics)
{
    private readonly List<PlannedEdge> _edges = [];
    private readonly HashSet<(int, int, EdgeCondition)> _seen = [];
    private readonly Dictionary<TaskInstance, TaskInstance[]> _firsts = [];
    private readonly bool[] _hasBefore = new bool[count];
    private readonly bool[] _hasAfter = new bool[count];

    public IReadOnlyList<PlannedEdge> Edges => _edges;

    public void Expand(PackageLevel level)
    {
        foreach (var inner in level.Groups.Values.Where(g => g.IsPackage).SelectMany(g => g.Instances))
        {
            Expand(inner.Inner!);
            Gather(inner);
        }

        _edges.EnsureCapacity(_edges.Count + level.Manifest.Edges.Length);
        foreach (var edge in level.Manifest.Edges)
        {
            Expand(level, edge);
        }
    }

    private void Expand(PackageLevel level, EdgeDefinition edge)
    {
        if (!level.Groups.TryGetValue(edge.From.Task, out var from) || !level.Groups.TryGetValue(edge.To.Task, out var to))
        {
            throw new InvalidOperationException($"edge {edge.From.Task} → {edge.To.Task} names a task that is not there; the reader should have refused it: this is a bug");
        }

        // Without forEach, which is the rule, nothing is allocated but the edge.
        if (edge is { From.Key: null, To.Key: null } && from.Instances is [var one] && to.Instances is [var other])
        {
            Add(one, other, edge);
            return;
        }

        foreach (var target in Ends(to, edge.To, null))
        {
            foreach (var source in Ends(from, edge.From, target))
            {
                Add(source, target, edge);
            }
        }
    }

    /// <summary>The instances an end means: all, or the one with the key, which may be computed from the other end's <c>each</c>.</summary>
    private IEnumerable<TaskInstance> Ends(TaskGroup group, EdgeEnd end, TaskInstance? other)
    {
        if (end.Key is null)
        {
            return group.Instances;
        }

        var key = KeyOf(end.Key, other is null ? group.Level.Names : PlanNames.OfInstance(other));
        if (key is not null && group.Find(key) is { } found)
        {
            return [found];
        }

        if (key is not null)
        {
            diagnostics.Add(new Diagnostic("TR5008", Severity.Error, end.Key.Span, [group.Definition.Name, key])
            {
                DidYouMean = NearestName.Of(key, group.Instances.Select(i => i.Key!)),
            });
        }

        return [];
    }

    private string? KeyOf(Value key, MapValue names)
    {
        try
        {
            return TaskGroup.Compile(key).Render(names) is StringValue text ? text.Text : null;
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }

    private void Add(TaskInstance from, TaskInstance to, EdgeDefinition edge)
    {
        if (to.Inner is not null)
        {
            foreach (var first in _firsts[to])
            {
                Add(from, first, edge);
            }
        }

        Add(from.Index, to.Index, edge.On, edge.Origins, mayRepeat: edge.From.Key is not null || edge.To.Key is not null);
    }

    private void Gather(TaskInstance inner)
    {
        var all = InstancesOf(inner.Inner!).ToArray();
        _firsts[inner] = [.. all.Where(i => !_hasBefore[i.Index])];
        foreach (var last in all.Where(i => !_hasAfter[i.Index]).ToArray())
        {
            Add(last.Index, inner.Index, EdgeCondition.Succeeded, EdgeOrigins.None, mayRepeat: false);
        }
    }

    private static IEnumerable<TaskInstance> InstancesOf(PackageLevel level) => level.Groups.Values.SelectMany(g => g.Instances);

    private void Add(int from, int to, EdgeCondition on, EdgeOrigins origins, bool mayRepeat)
    {
        if (!mayRepeat || _seen.Add((from, to, on)))
        {
            _edges.Add(new PlannedEdge(new GraphEdge(from, to, on), origins));
        }

        _hasBefore[to] = true;
        _hasAfter[from] = true;
    }
}

/// <summary>An edge between instances and where it was said.</summary>
internal readonly record struct PlannedEdge(GraphEdge Edge, EdgeOrigins Origins);

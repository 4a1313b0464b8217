using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Graphs;

namespace TaskRunner.Planning.Instances;

/// <summary>All instances of a plan and the edges between them.</summary>
internal sealed record InstanceGraph(
    PackageLevel Level, ImmutableArray<TaskInstance> Instances, ImmutableArray<PlannedEdge> Edges, TaskGraph Graph)
{
    private readonly Lazy<Dictionary<string, TaskInstance>> _byName =
        new(() => Instances.ToDictionary(i => i.Name, StringComparer.Ordinal));

    public TaskInstance? Find(string name) => _byName.Value.GetValueOrDefault(name);

    /// <summary>The instances a person means: one by its full name, or all of a <c>forEach</c>.</summary>
    public IReadOnlyList<TaskInstance> Resolve(string name) =>
        Find(name) is { } one ? [one] : [.. Instances.Where(i => i.Key is not null && i.Level.Prefix + i.Definition.Name == name)];

    /// <exception cref="RefusedException">The edges have a cycle that only instances have (packages within packages).</exception>
    public static InstanceGraph Of(PackageLevel level, IReadOnlyList<TaskInstance> instances, DiagnosticBag diagnostics)
    {
        var edges = new EdgeExpander(instances.Count, diagnostics);
        edges.Expand(level);
        var array = new GraphEdge[edges.Edges.Count];
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = edges.Edges[i].Edge;
        }

        var graph = TaskGraph.Build(instances.Count, array);
        if (graph.FindCycle() is { } cycle)
        {
            diagnostics.Error("TR5009", level.Manifest.Span, string.Join(" → ", cycle.Append(cycle[0]).Select(i => instances[i].Name)));
            diagnostics.ThrowIfErrors();
        }

        return new InstanceGraph(level, [.. instances], [.. edges.Edges], graph);
    }
}

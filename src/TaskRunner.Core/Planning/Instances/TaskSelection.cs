using TaskRunner.Diagnostics;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>The tasks named by <c>--run</c>, <c>--reuse</c>, <c>--from</c> and <c>--only</c>.</summary>
internal sealed class TaskSelection
{
    private readonly HashSet<int> _run = [];
    private readonly HashSet<int> _reuse = [];
    private readonly HashSet<int>? _only;

    private TaskSelection(HashSet<int>? only) => _only = only;

    public static TaskSelection Of(PlanOptions options, InstanceGraph graph, DiagnosticBag diagnostics)
    {
        HashSet<int>? only = options.Only is { } name ? [.. Resolve(graph, name, "--only", diagnostics)] : null;
        var selection = new TaskSelection(only);
        selection._run.UnionWith(only ?? []);
        selection._run.UnionWith(options.Run.SelectMany(n => Resolve(graph, n, "--run", diagnostics)));
        selection._reuse.UnionWith(options.Reuse.SelectMany(n => Resolve(graph, n, "--reuse", diagnostics)));
        if (options.From is { } from)
        {
            selection.AddAllFrom(graph, new Stack<int>(Resolve(graph, from, "--from", diagnostics)));
        }

        return selection;
    }

    public bool AsksForAny => _run.Count + _reuse.Count > 0;

    public bool AsksToRun(TaskInstance instance) => _run.Contains(instance.Index);

    public bool AsksToReuse(TaskInstance instance) => _reuse.Contains(instance.Index);

    public bool LeavesOut(TaskInstance instance) => _only is not null && !_only.Contains(instance.Index);

    private void AddAllFrom(InstanceGraph graph, Stack<int> open)
    {
        while (open.TryPop(out var index))
        {
            if (_run.Add(index))
            {
                foreach (var after in graph.Graph.After(index))
                {
                    open.Push(after);
                }
            }
        }
    }

    private static IEnumerable<int> Resolve(InstanceGraph graph, string name, string option, DiagnosticBag diagnostics)
    {
        var found = graph.Resolve(name);
        if (found.Count == 0)
        {
            diagnostics.Add(new Diagnostic("TR5010", Severity.Error, SourceSpan.None, [option, name])
            {
                DidYouMean = NearestName.Of(name, graph.Instances.Select(i => i.Name)),
            });
        }

        return found.Select(i => i.Index);
    }
}

using System.Collections.Immutable;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;
using TaskRunner.TaskTypes;

namespace TaskRunner.Planning;

/// <summary>Plans that undo or uninstall tasks of earlier runs: against the direction of their edges, with the code and answers of then.</summary>
internal static class UndoPlanner
{
    /// <summary>A rollback is safe to repeat by contract, so it is tried again.</summary>
    private const int RollbackTries = 3;

    /// <summary>A plan of such tasks alone: the operations rollback and uninstall.</summary>
    public static PlannedRun Make(PlanInputs inputs, RunPolicy policy, ImmutableArray<SourceTask> sources, TaskVerb verb)
    {
        var nothing = new PlannedRun
        {
            Plan = new Plan
            {
                Installation = inputs.Installation,
                Operation = inputs.Operation,
                Package = inputs.Identity,
                FromVersion = inputs.FromVersion,
                Tasks = [],
                Graph = TaskGraph.Empty,
                Policy = policy,
            },
            Inputs = inputs,
            Graph = new InstanceGraph(new PackageLevel(inputs.Package.Manifest, "", null, null), [], [], TaskGraph.Empty),
            Files = new PackageFiles(inputs.Package.Directory),
        };
        return Append(nothing, sources, SourceOrder.Reversed(sources, 0), verb);
    }

    /// <summary>An upgrade that uninstalls what the new version no longer has, after all else succeeded.</summary>
    public static PlannedRun Prune(PlannedRun planned, ImmutableArray<SourceTask> sources)
    {
        var first = planned.Graph.Instances.Length;
        var edges = SourceOrder.Reversed(sources, first).ToBuilder();
        var lasts = Enumerable.Range(0, first).Where(i => planned.Graph.Graph.After(i).IsEmpty).ToArray();
        for (var i = 0; i < sources.Length; i++)
        {
            edges.AddRange(lasts.Select(last => (last, first + i)));
        }

        var pruned = sources.Select(s => s.Instance.Name).ToHashSet(StringComparer.Ordinal);
        var plan = planned.Plan with { Kept = planned.Plan.Kept.RemoveAll(k => pruned.Contains(k.Name)) };
        return Append(planned with { Plan = plan }, sources, edges.ToImmutable(), TaskVerb.Uninstall);
    }

    /// <summary>The same nodes and edges again, as they were recorded.</summary>
    public static PlannedRun Append(
        PlannedRun planned, ImmutableArray<SourceTask> sources, ImmutableArray<(int From, int To)> edges, TaskVerb verb)
    {
        if (sources.IsEmpty)
        {
            return planned;
        }

        var all = planned.Graph.Edges.Select(e => e.Edge).Concat(edges.Select(e => new GraphEdge(e.From, e.To, EdgeCondition.Succeeded)));
        var tasks = planned.Plan.Tasks.AddRange(sources.Select(s => NodeOf(s, verb, planned.Plan.Operation)));
        return planned with
        {
            Plan = planned.Plan with { Tasks = tasks, Graph = TaskGraph.Build(tasks.Length, [.. all]) },
            Sources = sources,
            SourceEdges = edges,
        };
    }

    private static PlannedTask NodeOf(SourceTask source, TaskVerb verb, OperationKind operation)
    {
        var (instance, policy) = (source.Instance, source.Instance.Group.Policy);
        var isPossible = verb == TaskVerb.Rollback
            ? policy.Rollback && policy.Capabilities.HasFlag(TaskCapabilities.Rollback)
            : policy.Capabilities.HasFlag(TaskCapabilities.Uninstall);
        var reason = !isPossible ? new PlanReason("plan-undo-none", [source.RunId])
            : verb == TaskVerb.Uninstall && operation != OperationKind.Uninstall
                ? new PlanReason("plan-prune", [source.Run.Plan.Package.Version])
                : new PlanReason("plan-undo", [source.RunId]);
        return new PlannedTask
        {
            Name = instance.Name,
            Type = instance.Definition.Type,
            Verb = verb,
            Action = isPossible ? PlanAction.Run : PlanAction.Kept,
            Reason = reason,
            Policy = verb == TaskVerb.Rollback ? policy with { Attempts = RollbackTries } : policy,
            Mode = instance.Group.Mode?.Name,
            Service = source.Run.Plan.Tasks[instance.Index].Service,
        };
    }
}

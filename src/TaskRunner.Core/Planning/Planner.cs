using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.TaskTypes;

namespace TaskRunner.Planning;

/// <summary>Makes a plan of a package. Pure: the same inputs and history give the same plan, in every process.</summary>
internal static class Planner
{
    /// <exception cref="RefusedException">With everything that is wrong: invalid input first, then what the rules forbid.</exception>
    public static PlannedRun Make(PlanInputs inputs, TaskHistory history)
    {
        var (invalid, refused) = (new DiagnosticBag(), new DiagnosticBag());
        VersionRules.Check(inputs, refused);
        var graph = Expand(inputs, invalid);
        var decisions = Decider.Decide(inputs, history, graph, invalid, refused);
        var names = ServiceNames.Of(graph, inputs, invalid, refused);
        ServiceNames.CheckRequired(inputs, refused);
        invalid.AddRange(invalid.HasErrors ? refused.Items : []);
        invalid.ThrowIfErrors();
        refused.ThrowIfErrors(RefusalKind.NotAllowed);
        return Assemble(inputs, graph, decisions, names, KeptTasks.Of(graph, decisions, history));
    }

    /// <summary>A recorded plan again: the decisions are those of then.</summary>
    public static PlannedRun Rebuild(PlanInputs inputs, ImmutableArray<TaskDecision> decisions, ImmutableArray<KeptTask> kept)
    {
        var diagnostics = new DiagnosticBag();
        var graph = Expand(inputs, diagnostics);
        var names = ServiceNames.Of(graph, inputs, diagnostics, diagnostics);
        diagnostics.ThrowIfErrors();
        if (decisions.Length != graph.Instances.Length)
        {
            throw new RefusedException(RefusalKind.Store, "TR5040", $"{decisions.Length}", $"{graph.Instances.Length}");
        }

        return Assemble(inputs, graph, decisions, names, kept);
    }

    /// <summary>The instances and edges alone, without a word about what is done with them.</summary>
    public static InstanceGraph Expand(PlanInputs inputs, DiagnosticBag diagnostics)
    {
        var expander = new InstanceExpander(inputs, diagnostics);
        var level = expander.Expand();
        return InstanceGraph.Of(level, expander.Instances, diagnostics);
    }

    private static PlannedRun Assemble(
        PlanInputs inputs,
        InstanceGraph graph,
        ImmutableArray<TaskDecision> decisions,
        ServiceNames names,
        ImmutableArray<KeptTask> kept)
    {
        var tasks = ImmutableArray.CreateBuilder<PlannedTask>(graph.Instances.Length);
        foreach (var instance in graph.Instances)
        {
            var decision = decisions[instance.Index];
            tasks.Add(new PlannedTask
            {
                Name = instance.Name,
                Type = instance.Definition.Type,
                Action = decision.Action,
                Reason = decision.Reason,
                Policy = instance.Group.Policy,
                Mode = instance.Group.Mode?.Name,
                AllowFailure = instance.Definition.AllowFailure,
                Service = names.Of(instance),
            });
        }

        return new PlannedRun
        {
            Plan = new Plan
            {
                Installation = inputs.Installation,
                Operation = inputs.Operation,
                Package = inputs.Identity,
                FromVersion = inputs.FromVersion,
                Tasks = tasks.MoveToImmutable(),
                Graph = graph.Graph,
                Policy = PolicyOf(inputs),
                Kept = kept,
            },
            Inputs = inputs,
            Graph = graph,
            Decisions = decisions,
            Files = new PackageFiles(inputs.Package.Directory),
        };
    }

    private static RunPolicy PolicyOf(PlanInputs inputs)
    {
        var (options, written) = (inputs.Options, inputs.Package.Manifest.OnFailure);
        var rollback = options.RollbackOnFailure ?? written.Rollback;
        var siblings = written.Siblings ?? (rollback == RollbackScope.All ? SiblingsRule.Cancel : SiblingsRule.Finish);
        return new RunPolicy(options.Parallelism, rollback, siblings, options.Timeout);
    }
}

using System.Collections.Immutable;
using TaskRunner.Planning.Deciding;

namespace TaskRunner.Planning.Recorded;

/// <summary>Makes the record of a plan.</summary>
internal static class PlanRecords
{
    public static RecordedPlan Of(PlannedRun planned, string toolVersion) => new()
    {
        Tool = toolVersion,
        Installation = planned.Plan.Installation,
        Operation = planned.Plan.Operation,
        Package = planned.Plan.Package,
        Continues = planned.Inputs.Continues,
        Services = planned.Inputs.Services,
        Options = planned.Inputs.Options,
        Policy = planned.Plan.Policy,
        Tasks = TasksOf(planned),
        Kept = planned.Plan.Kept,
        SourceEdges = planned.SourceEdges,
    };

    /// <summary>What the history says of tasks this run leaves alone, for those who look back later.</summary>
    public static ImmutableArray<(string Name, TaskRecord Record)> Carried(PlannedRun planned, IReadOnlyDictionary<string, TaskRecord> records)
    {
        var carried = ImmutableArray.CreateBuilder<(string, TaskRecord)>();
        foreach (var (name, record) in records)
        {
            var instance = planned.Graph.Find(name);
            if (instance is null || planned.Decisions[instance.Index].Action is PlanAction.Skip or PlanAction.Decide)
            {
                carried.Add((name, record));
            }
        }

        return carried.ToImmutable();
    }

    private static ImmutableArray<RecordedTask> TasksOf(PlannedRun planned)
    {
        var tasks = ImmutableArray.CreateBuilder<RecordedTask>(planned.Plan.Tasks.Length);
        for (var i = 0; i < planned.Plan.Tasks.Length; i++)
        {
            var task = planned.Plan.Tasks[i];
            var source = planned.SourceAt(i);
            var decision = source is null ? planned.Decisions[i] : new TaskDecision(task.Action, task.Reason);
            tasks.Add(new RecordedTask(task.Name, task.Type, decision)
            {
                Verb = task.Verb,
                Mode = task.Mode,
                Service = task.Service,
                Source = source is null ? null : (source.RunId, source.Instance.Index),
            });
        }

        return tasks.MoveToImmutable();
    }
}

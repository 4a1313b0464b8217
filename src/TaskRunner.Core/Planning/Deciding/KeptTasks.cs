using System.Collections.Immutable;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;

namespace TaskRunner.Planning.Deciding;

/// <summary>What an earlier version made and the new one leaves as it is.</summary>
internal static class KeptTasks
{
    public static ImmutableArray<KeptTask> Of(InstanceGraph graph, ImmutableArray<TaskDecision> decisions, TaskHistory history)
    {
        var kept = ImmutableArray.CreateBuilder<KeptTask>();
        foreach (var (name, record) in history.Standing.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (record.Fact is TaskFact.Supplied)
            {
                continue;
            }

            var instance = graph.Find(name);
            if (instance is null)
            {
                kept.Add(new KeptTask(name, record.Type, new PlanReason("plan-kept-gone", [record.Version])));
            }
            else if (record.Mode != instance.Group.Mode?.Name && decisions[instance.Index].Action != PlanAction.Skip)
            {
                kept.Add(new KeptTask(
                    name, record.Type, new PlanReason("plan-kept-mode", [record.Mode ?? "-", instance.Group.Mode?.Name ?? "-"])));
            }
        }

        return kept.ToImmutable();
    }
}

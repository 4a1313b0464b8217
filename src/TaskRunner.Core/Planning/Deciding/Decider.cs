using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>Decides for each task, after those before it, what the plan says of it.</summary>
internal sealed class Decider
{
    private readonly PlanInputs _inputs;
    private readonly TaskHistory _history;
    private readonly InstanceGraph _graph;
    private readonly DiagnosticBag _invalid;
    private readonly DiagnosticBag _refused;
    private readonly TaskSelection _selection;
    private readonly InputReader _reader;
    private readonly TaskDecision?[] _decisions;

    private Decider(PlanInputs inputs, TaskHistory history, InstanceGraph graph, DiagnosticBag invalid, DiagnosticBag refused)
    {
        (_inputs, _history, _graph, _invalid, _refused) = (inputs, history, graph, invalid, refused);
        _selection = TaskSelection.Of(inputs.Options, graph, invalid);
        _decisions = new TaskDecision?[graph.Instances.Length];
        _reader = new InputReader(new PackageFiles(inputs.Package.Directory), new TaskNames(FactsOf));
    }

    public static ImmutableArray<TaskDecision> Decide(
        PlanInputs inputs, TaskHistory history, InstanceGraph graph, DiagnosticBag invalid, DiagnosticBag refused)
    {
        var decider = new Decider(inputs, history, graph, invalid, refused);
        foreach (var index in graph.Graph.TopologicalOrder())
        {
            decider._decisions[index] = decider.Decide(graph.Instances[index]);
        }

        return [.. decider._decisions.Select(d => d!)];
    }

    private TaskDecision Decide(TaskInstance instance)
    {
        var condition = Conditions.Judge(instance, _invalid);
        if (condition.Holds == false)
        {
            return new TaskDecision(PlanAction.Skip, new PlanReason("plan-skip-when", [condition.Deciding!.Text]));
        }

        Conditions.CheckRequirements(instance, _invalid, _refused);
        var record = _history.Find(instance.Name);
        if (_selection.LeavesOut(instance))
        {
            return LeaveOut(record);
        }

        var decision = condition.Holds is null
            ? new TaskDecision(PlanAction.Decide, new PlanReason("plan-decide-when", [condition.Deciding!.Text]))
            : instance.Group.IsOutputOnly ? new TaskDecision(PlanAction.OutputOnly, new PlanReason("plan-output-only", [instance.Group.Mode!.Name]))
            : instance.Inner is not null ? new TaskDecision(PlanAction.Run, new PlanReason("plan-gather", []))
            : Await(instance, Judge(instance, record));
        return record is null && !_selection.AsksForAny ? decision : decision with
        {
            Record = decision.Record ?? (instance.Inner is null ? record : null),
            IsAskedToRun = _selection.AsksToRun(instance),
            IsAskedToReuse = _selection.AsksToReuse(instance),
        };
    }

    /// <summary>With <c>--only</c> the other tasks stay as they are.</summary>
    private static TaskDecision LeaveOut(TaskRecord? record) => record is { Fact: TaskFact.Succeeded or TaskFact.Supplied }
        ? new TaskDecision(PlanAction.Reuse, new PlanReason("plan-reuse-only", [record.Run])) { Record = record, IsAskedToReuse = true }
        : new TaskDecision(PlanAction.Skip, new PlanReason("plan-skip-only", []));

    /// <summary>A handler runs only when the task before it fails, which nobody knows yet.</summary>
    private TaskDecision Await(TaskInstance instance, TaskDecision decision)
    {
        var at = _graph.Graph.ConditionsBefore(instance.Index).IndexOf(EdgeCondition.Failed);
        return decision.Action != PlanAction.Run || at < 0 ? decision : decision with
        {
            Action = PlanAction.Decide,
            Reason = new PlanReason("plan-decide-handler", [_graph.Instances[_graph.Graph.Before(instance.Index)[at]].Name]),
        };
    }

    private TaskDecision Judge(TaskInstance instance, TaskRecord? record)
    {
        var task = CaseOf(instance, record);
        var verdict = ReuseRule.Judge(task);
        string? digest = null;
        if (verdict is ReuseVerdict.Compare)
        {
            digest = _reader.Digest(instance, _invalid);
            if (digest is null)
            {
                return new TaskDecision(PlanAction.Decide, new PlanReason("plan-decide-inputs", [_reader.Missing?.Name ?? ""]));
            }

            verdict = ReuseRule.Compare(task, digest);
        }

        return verdict switch
        {
            ReuseVerdict.Run { Reason: var reason } when reason == TaskDecision.First.Reason && digest is null => TaskDecision.First,
            ReuseVerdict.Run run => new TaskDecision(PlanAction.Run, run.Reason) { Digest = digest },
            ReuseVerdict.Reuse reuse => new TaskDecision(PlanAction.Reuse, reuse.Reason) { Digest = digest ?? record!.Digest },
            ReuseVerdict.Hold hold => Refuse(instance, hold.Reason),
            _ => throw new InvalidOperationException("a comparison was compared already; this is a bug"),
        };
    }

    private ReuseCase CaseOf(TaskInstance instance, TaskRecord? record)
    {
        var policy = instance.Group.Policy;
        return new ReuseCase(
            policy.Rerun,
            _inputs.Continues,
            record,
            policy.Idempotent || policy.Rollback,
            _selection.AsksToRun(instance),
            _selection.AsksToReuse(instance));
    }

    private TaskDecision Refuse(TaskInstance instance, PlanReason reason)
    {
        var code = reason.Code == "plan-hold-unknown" ? "TR5031" : "TR5030";
        _refused.Error(code, instance.Definition.Span, [instance.Name, .. reason.Arguments]);
        return new TaskDecision(PlanAction.Decide, reason);
    }

    /// <summary>What is known of a task before the run: that it is skipped, reused, or emits what its mode says.</summary>
    private TaskFacts? FactsOf(TaskInstance instance) => FactsOf(instance, _decisions[instance.Index], _reader, _invalid);

    public static TaskFacts? FactsOf(TaskInstance instance, TaskDecision? decision, InputReader reader, DiagnosticBag invalid) => decision switch
    {
        { Action: PlanAction.Skip } => new TaskFacts("skipped", null),
        { Action: PlanAction.Reuse, Record: { } record } => new TaskFacts("reused", record.Outputs),
        { Action: PlanAction.OutputOnly } when reader.Supply(instance, invalid) is { } outputs => new TaskFacts("succeeded", outputs),
        { Reason.Code: "plan-gather" } when reader.Supply(instance, invalid) is { } outputs => new TaskFacts("succeeded", outputs),
        _ => null,
    };
}

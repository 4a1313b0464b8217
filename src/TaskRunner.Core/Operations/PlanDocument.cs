using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>The JSON of a plan that scripts rely on (<c>plan -o json</c>).</summary>
public static class PlanDocument
{
    public static MapValue Of(PlanResult result)
    {
        var plan = result.Plan;
        return MapValue.Of(
            ("installation", Value.From(plan.Installation)),
            ("operation", Value.From(OperationNames.Of(plan.Operation))),
            ("package", MapValue.Of(
                ("name", Value.From(plan.Package.Name)),
                ("version", Value.From(plan.Package.Version)),
                ("digest", Value.From(plan.Package.Digest)))),
            ("fromVersion", Value.From(plan.FromVersion)),
            ("toVersion", Value.From(result.ToVersion)),
            ("hasChanges", Value.From(result.HasChanges)),
            ("tasks", new ListValue([.. plan.Tasks.Select(OfTask)])),
            ("kept", new ListValue([.. plan.Kept.Select(k => (Value)MapValue.Of(
                ("name", Value.From(k.Name)),
                ("type", Value.From(k.Type)),
                ("action", Value.From("kept")),
                ("reason", OfReason(k.Reason))))])));
    }

    /// <summary>The word of an action: <c>run, reuse, skip, output-only, decide, kept</c>.</summary>
    public static string ActionWord(PlanAction action) => action switch
    {
        PlanAction.Run => "run",
        PlanAction.Reuse => "reuse",
        PlanAction.Skip => "skip",
        PlanAction.OutputOnly => "output-only",
        PlanAction.Decide => "decide",
        PlanAction.Kept => "kept",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };

    /// <summary>A reason in English, as JSON is never translated.</summary>
    public static Value OfReason(PlanReason reason) =>
        Value.From(MessageCatalogue.English.Format(reason.Code, reason.Arguments.AsSpan()));

    private static Value OfTask(PlannedTask task) => MapValue.Of(
        ("name", Value.From(task.Name)),
        ("type", Value.From(task.Type)),
        ("action", Value.From(ActionWord(task.Action))),
        ("reason", OfReason(task.Reason)),
        ("mode", Value.From(task.Mode)));
}

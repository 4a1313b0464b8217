using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>The JSON of a plan that scripts rely on (<c>plan -o json</c>).</summary>
public static class PlanDocument
{
    public static MapValue Of(PlanResult result) => Of(result, MessageCatalogue.English);

    /// <param name="result">The plan.</param>
    /// <param name="texts">The language of what tasks say they would change; reasons are in English.</param>
    public static MapValue Of(PlanResult result, MessageCatalogue texts)
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
            ("tasks", new ListValue([.. plan.Tasks.Select((t, i) => OfTask(t, result.Previews.GetValueOrDefault(i), texts))])),
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
    public static Value OfReason(PlanReason reason) => OfReason(reason, MessageCatalogue.English);

    /// <summary>A reason in the language of who reads it.</summary>
    public static Value OfReason(PlanReason reason, MessageCatalogue texts) => Value.From(texts.Format(reason.Code, reason.Arguments.AsSpan()));

    /// <summary>What a task would change.</summary>
    internal static MapValue OfPreview(TaskPreview preview, MessageCatalogue texts) => MapValue.Of(
        ("verb", Value.From(VerbWord(preview.Verb))),
        ("subject", Value.From(preview.Subject.In(texts))),
        ("diff", Value.From(preview.Diff)),
        ("notes", new ListValue([.. preview.Notes.Select(n => (Value)Value.From(n.In(texts)))])),
        ("problems", new ListValue([.. preview.Problems.Select(p => (Value)MapValue.Of(
            ("code", Value.From(p.Diagnostic.Code)),
            ("message", Value.From(texts.Format(p.Diagnostic)))))])));

    /// <summary>The word of what a task would do: <c>install, upgrade, nothing, unknown</c>.</summary>
    public static string VerbWord(PreviewVerb verb) => verb switch
    {
        PreviewVerb.Install => "install",
        PreviewVerb.Upgrade => "upgrade",
        PreviewVerb.Nothing => "nothing",
        PreviewVerb.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
    };

    private static Value OfTask(PlannedTask task, TaskPreview? preview, MessageCatalogue texts)
    {
        var known = MapValue.Of(
            ("name", Value.From(task.Name)),
            ("type", Value.From(task.Type)),
            ("action", Value.From(ActionWord(task.Action))),
            ("reason", OfReason(task.Reason)),
            ("mode", Value.From(task.Mode)));
        return preview is null ? known : known.With("preview", OfPreview(preview, texts));
    }
}

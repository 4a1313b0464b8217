using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>
/// A plan told to another process in full, so that it is shown there as it would be here, in the reader's own language. What is read back is for
/// people: it has neither edges nor policies and cannot be run.
/// </summary>
public static class PlanTransfer
{
    public static MapValue Of(PlanResult result)
    {
        var plan = result.Plan;
        return MapValue.Of(
            ("installation", Value.From(plan.Installation)),
            ("operation", Value.From(plan.Operation.ToString())),
            ("package", MapValue.Of(
                ("name", Value.From(plan.Package.Name)), ("version", Value.From(plan.Package.Version)), ("digest", Value.From(plan.Package.Digest)))),
            ("fromVersion", Value.From(plan.FromVersion)),
            ("toVersion", Value.From(result.ToVersion)),
            ("tasks", new ListValue([.. plan.Tasks.Select((t, i) => OfTask(t, result.Previews.GetValueOrDefault(i)))])),
            ("kept", new ListValue([.. plan.Kept.Select(k => (Value)MapValue.Of(
                ("name", Value.From(k.Name)), ("type", Value.From(k.Type)), ("reason", OfReason(k.Reason))))])),
            ("repeated", Texts(result.Repeated)),
            ("saved", result.Saved));
    }

    /// <param name="map">What <see cref="Of"/> made.</param>
    /// <param name="warnings">That came with it.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static PlanResult Read(MapValue map, ImmutableArray<Diagnostic> warnings)
    {
        var tasks = Maps(map["tasks"]);
        var package = (MapValue)map["package"]!;
        var plan = new Plan
        {
            Installation = RecordDocument.Need(map, "installation"),
            Operation = Enum.Parse<OperationKind>(RecordDocument.Need(map, "operation")),
            Package = new PackageIdentity(RecordDocument.Need(package, "name"), RecordDocument.Need(package, "version"), RecordDocument.Need(package, "digest")),
            FromVersion = Text(map, "fromVersion"),
            Tasks = [.. tasks.Select(ReadTask)],
            Graph = TaskGraph.Empty,
            Policy = new RunPolicy(1, RollbackScope.None, SiblingsRule.Finish),
            Kept = [.. Maps(map["kept"]).Select(k => new KeptTask(RecordDocument.Need(k, "name"), RecordDocument.Need(k, "type"), ReadReason(k)))],
        };
        var saved = map["saved"] as MapValue ?? MapValue.Empty;
        return new PlanResult(plan, Text(map, "toVersion"), new Lazy<MapValue>(() => saved))
        {
            Warnings = warnings,
            Previews = tasks.Index().Where(t => t.Item["preview"] is MapValue).ToImmutableDictionary(t => t.Index, t => ReadPreview((MapValue)t.Item["preview"]!)),
            Repeated = ReadTexts(map["repeated"]),
        };
    }

    private static Value OfTask(PlannedTask task, TaskPreview? preview) => MapValue.Of(
        ("name", Value.From(task.Name)),
        ("type", Value.From(task.Type)),
        ("verb", Value.From(task.Verb.ToString())),
        ("action", Value.From(task.Action.ToString())),
        ("reason", OfReason(task.Reason)),
        ("mode", Value.From(task.Mode)),
        ("service", Value.From(task.Service)),
        ("preview", preview is null ? Value.Null : OfPreview(preview)));

    private static PlannedTask ReadTask(MapValue map) => new()
    {
        Name = RecordDocument.Need(map, "name"),
        Type = RecordDocument.Need(map, "type"),
        Verb = Enum.Parse<TaskVerb>(RecordDocument.Need(map, "verb")),
        Action = Enum.Parse<PlanAction>(RecordDocument.Need(map, "action")),
        Reason = ReadReason(map),
        Policy = new ResolvedPolicy(),
        Mode = Text(map, "mode"),
        Service = Text(map, "service"),
    };

    private static MapValue OfPreview(TaskPreview preview) => MapValue.Of(
        ("verb", Value.From(preview.Verb.ToString())),
        ("subject", Said(preview.Subject)),
        ("diff", Value.From(preview.Diff)),
        ("notes", new ListValue([.. preview.Notes.Select(n => (Value)Said(n))])),
        ("problems", new ListValue([.. preview.Problems.Select(p => (Value)MapValue.Of(
            ("code", Value.From(p.Diagnostic.Code)), ("arguments", Texts(p.Diagnostic.Arguments)), ("mayPass", Value.From(p.MayPass))))])));

    private static TaskPreview ReadPreview(MapValue map) => new(Enum.Parse<PreviewVerb>(RecordDocument.Need(map, "verb")), ReadSaid((MapValue)map["subject"]!))
    {
        Diff = RecordDocument.Need(map, "diff"),
        Notes = [.. Maps(map["notes"]).Select(ReadSaid)],
        Problems = [.. Maps(map["problems"]).Select(p => new PreviewProblem(
            new Diagnostic(RecordDocument.Need(p, "code"), Severity.Error, SourceSpan.None, ReadTexts(p["arguments"])),
            p["mayPass"] is BooleanValue { Value: true }))],
    };

    private static MapValue Said(LocalizableString said) => MapValue.Of(("english", Value.From(said.ToString())), ("form", said.ToValue()));

    private static LocalizableString ReadSaid(MapValue map) => LocalizableString.Recorded(map["form"], RecordDocument.Need(map, "english"));

    private static MapValue OfReason(PlanReason reason) => MapValue.Of(("code", Value.From(reason.Code)), ("arguments", Texts(reason.Arguments)));

    private static PlanReason ReadReason(MapValue owner) => owner["reason"] is MapValue map
        ? new PlanReason(RecordDocument.Need(map, "code"), ReadTexts(map["arguments"]))
        : throw new FormatException("reason is missing");

    private static ListValue Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (Value)Value.From(t))]);

    private static ImmutableArray<string> ReadTexts(Value? value) => value is ListValue list ? [.. list.Items.OfType<StringValue>().Select(t => t.Text)] : [];

    private static ImmutableArray<MapValue> Maps(Value? value) => value is ListValue list ? [.. list.Items.OfType<MapValue>()] : [];

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}

using System.Collections.Immutable;
using TaskRunner.Model;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Names;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>
/// Writes a plan as a value. Format 1:
/// <code>
/// {format, tool, installation, operation, package: {name, version, digest}, before: INSTALLATION | null,
///  continues, answers: {config, tasks}, global, services: [SERVICE], options: {…},
///  policy: {parallelism, rollback, siblings, timeout},
///  tasks: [{name, type, verb?, mode?, service?, action?, reason?: [code, …], digest?, asked?: "run" | "reuse",
///           record?: {run, fact, type, version, digest?, outputs?, mode?, mine?}, source?: [run, index]}],
///  kept: [{name, type, reason}], carried: [{name, record}], standing: [{name, record}],
///  edges: [from, to, …]}
/// </code>
/// A task without <c>action</c> runs because it has not run yet: of a first install, which is the big case, little more than
/// the names is written. Secrets are values as everywhere; how they are spelt is the caller's choice.
/// </summary>
internal static class PlanRecordWriter
{
    public const int Format = 1;

    public static MapValue Write(RecordedPlan plan) => MapValue.Of(
        ("format", Value.From(Format)),
        ("tool", Value.From(plan.Tool)),
        ("installation", Value.From(plan.Installation)),
        ("operation", Value.From(OperationNames.Of(plan.Operation))),
        ("package", OfPackage(plan.Package)),
        ("before", plan.Before is null ? Value.Null : OfInstallation(plan.Before)),
        ("continues", Value.From(plan.Continues)),
        ("answers", plan.Answers),
        ("global", plan.Global),
        ("services", new ListValue([.. plan.Services.Records.Select(s => (Value)ServiceDocument.Of(s))])),
        ("options", OfOptions(plan.Options)),
        ("policy", OfPolicy(plan.Policy)),
        ("tasks", OfTasks(plan.Tasks)),
        ("kept", new ListValue([.. plan.Kept.Select(k => (Value)MapValue.Of(
            ("name", Value.From(k.Name)), ("type", Value.From(k.Type)), ("reason", OfReason(k.Reason))))])),
        ("carried", OfCarried(plan.Carried)),
        ("standing", OfCarried(plan.Standing)),
        ("edges", new ListValue([.. plan.SourceEdges.SelectMany(e => new Value[] { Value.From(e.From), Value.From(e.To) })])));

    private static ListValue OfCarried(ImmutableArray<(string Name, TaskRecord Record)> carried) =>
        new([.. carried.Select(c => (Value)MapValue.Of(("name", Value.From(c.Name)), ("record", OfRecord(c.Record))))]);

    private static ListValue OfTasks(ImmutableArray<RecordedTask> tasks)
    {
        var items = ImmutableArray.CreateBuilder<Value>(tasks.Length);
        foreach (var task in tasks)
        {
            items.Add(OfTask(task));
        }

        return new ListValue(items.MoveToImmutable());
    }

    private static MapValue OfTask(RecordedTask task)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(2);
        entries.Add(new MapEntry("name", Value.From(task.Name)));
        entries.Add(new MapEntry("type", Value.From(task.Type)));
        AddText(entries, "verb", task.Verb == TaskVerb.Execute ? null : task.Verb.ToString().ToLowerInvariant());
        AddText(entries, "mode", task.Mode);
        AddText(entries, "service", task.Service);
        if (task.Decision != TaskDecision.First)
        {
            AddDecision(entries, task.Decision);
        }

        if (task.Source is { } source)
        {
            entries.Add(new MapEntry("source", new ListValue([Value.From(source.Run), Value.From(source.Index)])));
        }

        return new MapValue(entries.ToImmutable());
    }

    private static void AddDecision(ImmutableArray<MapEntry>.Builder entries, TaskDecision decision)
    {
        AddText(entries, "action", decision.Action.ToString());
        entries.Add(new MapEntry("reason", OfReason(decision.Reason)));
        AddText(entries, "digest", decision.Digest);
        AddText(entries, "asked", decision.IsAskedToRun ? "run" : decision.IsAskedToReuse ? "reuse" : null);
        if (decision.Record is { } record)
        {
            entries.Add(new MapEntry("record", OfRecord(record)));
        }
    }

    private static MapValue OfRecord(TaskRecord record)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        AddText(entries, "run", record.Run);
        AddText(entries, "fact", record.Fact.ToString());
        AddText(entries, "type", record.Type);
        AddText(entries, "version", record.Version);
        AddText(entries, "digest", record.Digest);
        AddText(entries, "mode", record.Mode);
        entries.Add(new MapEntry("outputs", record.Outputs));
        entries.Add(new MapEntry("mine", Value.From(record.IsOfOperation)));
        return new MapValue(entries.ToImmutable());
    }

    private static MapValue OfOptions(PlanOptions options) => MapValue.Of(
        ("run", Texts(options.Run)),
        ("reuse", Texts(options.Reuse)),
        ("from", Value.From(options.From)),
        ("only", Value.From(options.Only)),
        ("prune", Value.From(options.Prune)),
        ("allowDowngrade", Value.From(options.AllowDowngrade)),
        ("parallelism", Value.From(options.Parallelism)),
        ("rollbackOnFailure", Value.From(options.RollbackOnFailure?.ToString())),
        ("timeout", Value.From(options.Timeout is { } timeout ? GoDuration.Format(timeout) : null)));

    private static MapValue OfPolicy(RunPolicy policy) => MapValue.Of(
        ("parallelism", Value.From(policy.Parallelism)),
        ("rollback", Value.From(policy.Rollback.ToString())),
        ("siblings", Value.From(policy.Siblings.ToString())),
        ("timeout", Value.From(policy.Timeout is { } timeout ? GoDuration.Format(timeout) : null)));

    private static MapValue OfInstallation(InstallationRecord record) => MapValue.Of(
        ("name", Value.From(record.Name)),
        ("package", record.Package is null ? Value.Null : OfPackage(record.Package)),
        ("revision", Value.From(record.Revision)),
        ("lastRun", Value.From(record.LastRun)),
        ("succeededRun", Value.From(record.SucceededRun)),
        ("outputs", record.Outputs),
        ("answers", record.Answers),
        ("requires", record.Requires));

    private static MapValue OfPackage(PackageIdentity package) => MapValue.Of(
        ("name", Value.From(package.Name)), ("version", Value.From(package.Version)), ("digest", Value.From(package.Digest)));

    private static ListValue OfReason(PlanReason reason) => Texts(reason.Arguments.Insert(0, reason.Code));

    private static ListValue Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (Value)Value.From(t))]);

    private static void AddText(ImmutableArray<MapEntry>.Builder entries, string key, string? text)
    {
        if (text is not null)
        {
            entries.Add(new MapEntry(key, Value.From(text)));
        }
    }
}

using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Names;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>Reads back what <see cref="PlanRecordWriter"/> wrote, in this build or an older one.</summary>
internal static class PlanRecordReader
{
    /// <exception cref="RefusedException">It was written by a newer tool, or is no plan at all.</exception>
    public static RecordedPlan Read(MapValue plan)
    {
        if (plan["format"] is not NumberValue number || !number.TryGetInt64(out var format) || format > PlanRecordWriter.Format)
        {
            throw new RefusedException(RefusalKind.Store, "TR5041", Text(plan, "tool") ?? "?");
        }

        return new RecordedPlan
        {
            Tool = Text(plan, "tool")!,
            Installation = Text(plan, "installation")!,
            Operation = OperationNames.Parse(Text(plan, "operation")!),
            Package = ReadPackage(Map(plan, "package")),
            Before = plan["before"] is MapValue before ? ReadInstallation(before) : null,
            Continues = plan["continues"] is BooleanValue { Value: true },
            Answers = Map(plan, "answers"),
            Global = Map(plan, "global"),
            Services = new ServiceSnapshot([.. List(plan, "services").Items.Select(s => ServiceDocument.Read((MapValue)s))]),
            Options = ReadOptions(Map(plan, "options")),
            Policy = ReadPolicy(Map(plan, "policy")),
            Tasks = ReadTasks(plan),
            Kept = [.. List(plan, "kept").Items.Cast<MapValue>().Select(k => new KeptTask(Text(k, "name")!, Text(k, "type")!, ReadReason(k)))],
            Carried = ReadCarried(plan, "carried"),
            Standing = ReadCarried(plan, "standing"),
            SourceEdges = [.. List(plan, "edges").Items.Chunk(2).Select(pair => ((int)Integer(pair[0]), (int)Integer(pair[1])))],
        };
    }

    /// <summary>The tasks alone: what history and status need.</summary>
    public static ImmutableArray<RecordedTask> ReadTasks(MapValue plan) =>
        [.. List(plan, "tasks").Items.Select(t => ReadTask((MapValue)t))];

    public static ImmutableArray<(string Name, TaskRecord Record)> ReadCarried(MapValue plan, string key) =>
        [.. List(plan, key).Items.Cast<MapValue>().Select(c => (Text(c, "name")!, ReadRecord(Map(c, "record"))))];

    private static RecordedTask ReadTask(MapValue task) => new(Text(task, "name")!, Text(task, "type")!, ReadDecision(task))
    {
        Verb = Parse(Text(task, "verb"), TaskVerb.Execute),
        Mode = Text(task, "mode"),
        Service = Text(task, "service"),
        Source = task["source"] is ListValue source ? (((StringValue)source.Items[0]).Text, (int)Integer(source.Items[1])) : null,
    };

    private static TaskDecision ReadDecision(MapValue task)
    {
        if (Text(task, "action") is not { } action)
        {
            return TaskDecision.First;
        }

        var asked = Text(task, "asked");
        return new TaskDecision(Parse(action, PlanAction.Run), ReadReason(task))
        {
            Digest = Text(task, "digest"),
            IsAskedToRun = asked == "run",
            IsAskedToReuse = asked == "reuse",
            Record = task["record"] is MapValue record ? ReadRecord(record) : null,
        };
    }

    private static TaskRecord ReadRecord(MapValue record) => new(
        Text(record, "run")!, Parse(Text(record, "fact"), TaskFact.Unknown), Text(record, "digest"), Map(record, "outputs"), Text(record, "mode"))
    {
        Type = Text(record, "type")!,
        Version = Text(record, "version")!,
        IsOfOperation = record["mine"] is BooleanValue { Value: true },
    };

    private static PlanOptions ReadOptions(MapValue options) => new()
    {
        Run = Texts(options, "run"),
        Reuse = Texts(options, "reuse"),
        From = Text(options, "from"),
        Only = Text(options, "only"),
        Prune = options["prune"] is BooleanValue { Value: true },
        AllowDowngrade = options["allowDowngrade"] is BooleanValue { Value: true },
        Parallelism = (int)Integer(options["parallelism"]!),
        RollbackOnFailure = Text(options, "rollbackOnFailure") is { } scope ? Parse(scope, RollbackScope.Failed) : null,
        Timeout = Duration(options),
    };

    private static RunPolicy ReadPolicy(MapValue policy) => new(
        (int)Integer(policy["parallelism"]!),
        Parse(Text(policy, "rollback"), RollbackScope.Failed),
        Parse(Text(policy, "siblings"), SiblingsRule.Finish),
        Duration(policy));

    private static InstallationRecord ReadInstallation(MapValue map) => new(
        Text(map, "name")!,
        map["package"] is MapValue package ? ReadPackage(package) : null,
        (int)Integer(map["revision"]!),
        Text(map, "lastRun"),
        Text(map, "succeededRun"))
    {
        Outputs = Map(map, "outputs"),
        Answers = Map(map, "answers"),
        Requires = Map(map, "requires"),
    };

    private static PackageIdentity ReadPackage(MapValue map) => new(Text(map, "name")!, Text(map, "version")!, Text(map, "digest")!);

    private static PlanReason ReadReason(MapValue map)
    {
        var texts = Texts(map, "reason");
        return new PlanReason(texts[0], texts[1..]);
    }

    private static TimeSpan? Duration(MapValue map) =>
        Text(map, "timeout") is { } text && GoDuration.TryParse(text, out var duration) ? duration : null;

    private static T Parse<T>(string? word, T otherwise)
        where T : struct, Enum =>
        word is null ? otherwise : Enum.Parse<T>(word, ignoreCase: true);

    private static ImmutableArray<string> Texts(MapValue map, string key) => [.. List(map, key).Items.Select(i => ((StringValue)i).Text)];

    private static long Integer(Value value) =>
        value is NumberValue number && number.TryGetInt64(out var integer) ? integer : throw new FormatException($"{value} is no whole number");

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private static ListValue List(MapValue map, string key) => map[key] as ListValue ?? ListValue.Empty;
}

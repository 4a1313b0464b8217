using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Plans;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Runs;

/// <summary>
/// The JSON of a run that scripts rely on: new keys may be added, none changes its meaning. Times are RFC 3339 in UTC; secrets
/// are fingerprints when it is written with <see cref="SecretForm.Fingerprint"/>.
/// </summary>
public static class RunDocument
{
    public static MapValue Of(RunReport run) => Of(run, MessageCatalogue.English);

    /// <param name="run">The run.</param>
    /// <param name="texts">The language of what is said in it; what scripts read is in English.</param>
    public static MapValue Of(RunReport run, MessageCatalogue texts) => MapValue.Of(
        ("installation", Value.From(run.Installation)),
        ("package", MapValue.Of(
            ("name", Value.From(run.Package.Name)),
            ("version", Value.From(run.Package.Version)),
            ("digest", Value.From(run.Package.Digest)))),
        ("operation", Value.From(OperationNames.Of(run.Operation))),
        ("fromVersion", Value.From(run.FromVersion)),
        ("run", MapValue.Of(
            ("id", Value.From(run.RunId)),
            ("state", Value.From(run.StateWord)),
            ("continues", Value.From(run.Continues)),
            ("startedAt", Time(run.StartedAt)),
            ("finishedAt", Time(run.FinishedAt)),
            ("tasks", new ListValue([.. run.Tasks.Select(t => (Value)OfTask(t, texts))])))),
        ("kept", new ListValue([.. run.Kept.Select(k => (Value)Value.From(k.Name))])),
        ("outputs", run.Outputs));

    /// <summary>A time as every JSON document of the tool writes it; null stays null.</summary>
    public static Value Time(DateTimeOffset? time) =>
        Value.From(time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>One task of <c>tasks</c>.</summary>
    public static MapValue OfTask(TaskReport task, MessageCatalogue texts) => MapValue.Of(
        ("name", Value.From(task.Name)),
        ("type", Value.From(task.Type)),
        ("state", Value.From(task.State)),
        ("reason", task.Reason is { } reason ? PlanDocument.OfReason(reason, texts) : Value.Null),
        ("attempts", Value.From(task.Attempts)),
        ("outputs", task.Outputs ?? Value.Null),
        ("startedAt", Time(task.StartedAt)),
        ("finishedAt", Time(task.FinishedAt)),
        ("failure", OfFailure(task.Failure, task.FailedAttempt, texts)),
        ("blockedBy", Names(task.BlockedBy)),
        ("rollbackBlockedBy", Names(task.RollbackBlockedBy)),
        ("rollbackFailure", OfFailure(task.RollbackFailure, task.LastAttempt, texts)),
        ("needsDecision", Value.From(task.NeedsDecision)),
        ("evidence", Value.From(task.Evidence?.In(texts))));

    private static Value OfFailure(TaskFailure? failure, int attempt, MessageCatalogue texts) => failure is null ? Value.Null : MapValue.Of(
        ("reason", Value.From(failure.Reason)),
        ("exitCode", failure.ExitCode is { } code ? Value.From(code) : Value.Null),
        ("attempt", Value.From(attempt)),
        ("message", Value.From(failure.Message.In(texts))));

    private static Value Names(ImmutableArray<string> names) =>
        names.IsEmpty ? Value.Null : new ListValue([.. names.Select(n => (Value)Value.From(n))]);
}

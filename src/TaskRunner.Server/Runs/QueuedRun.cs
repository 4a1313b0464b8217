using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Runs;

/// <summary>A run this server answers for, from the moment it was accepted until it is settled.</summary>
internal sealed class QueuedRun(string id, RunRequest request, string by, DateTimeOffset at)
{
    /// <summary>The kind of these documents in the store.</summary>
    public const string Kind = "queue";

    public string Id => id;

    public RunRequest Request => request;

    public string By => by;

    public DateTimeOffset At => at;

    public string Document => $"{Kind}/{id}";

    public RunControl Control { get; } = new();

    /// <summary>Completes when the run has its first record, or is refused.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it never began; null while it may.</summary>
    public RefusedException? Refused { get; set; }

    private ImmutableArray<Diagnostic> Refusal => Refused?.Diagnostics ?? [];

    /// <summary>What is to be written into the audit before the run's first record; null: it is there.</summary>
    public AuditRecord? Unwritten { get; set; }

    public MapValue ToValue() => MapValue.Of(
        ("id", Value.From(id)),
        ("by", Value.From(by)),
        ("at", Value.From(at.ToString("O", CultureInfo.InvariantCulture))),
        ("request", request.ToValue()),
        ("audit", Unwritten is { } record ? OfAudit(record) : Value.Null));

    public static QueuedRun Read(MapValue map)
    {
        var (id, by) = (((StringValue)map["id"]!).Text, ((StringValue)map["by"]!).Text);
        var at = DateTimeOffset.Parse(((StringValue)map["at"]!).Text, CultureInfo.InvariantCulture);
        var run = new QueuedRun(id, RunRequest.Read((MapValue)map["request"]!), by, at);
        run.Unwritten = map["audit"] is MapValue audit ? ReadAudit(audit, run) : null;
        return run;
    }

    private static MapValue OfAudit(AuditRecord record) => MapValue.Of(
        ("role", Value.From(record.Role)), ("action", Value.From(record.Action)), ("from", Value.From(record.From)));

    private static AuditRecord ReadAudit(MapValue map, QueuedRun run) => new(
        0, run.At, run.By, Text(map, "role")!, Text(map, "action")!, run.Request.Installation, run.Id, Text(map, "from"));

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;

    /// <summary>The run while it has no records: as a run document, with what is known.</summary>
    public MapValue Describe(MessageCatalogue texts) => MapValue.Of(
        ("installation", Value.From(request.Installation)),
        ("operation", Value.From(request.Operation)),
        ("run", MapValue.Of(
            ("id", Value.From(id)),
            ("state", Value.From(Refused is null ? "queued" : "refused")),
            ("startedAt", Value.Null),
            ("finishedAt", Value.Null),
            ("tasks", ListValue.Empty))),
        ("refusal", Http.Problem.Errors(Refusal, texts)),
        ("queuedAt", RunDocument.Time(at)),
        ("queuedBy", Value.From(by)),
        ("seq", Value.From(0)),
        ("actions", new ListValue(Refused is null ? [Value.From("cancel")] : [])));
}

using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Operations.Installations;

/// <summary>The JSON of <c>history</c>.</summary>
public static class HistoryDocument
{
    public static ListValue Of(IEnumerable<RunSummary> runs) => new([.. runs.Select(r => (Value)OfRow(r))]);

    public static MapValue OfRow(RunSummary run) => MapValue.Of(
        ("revision", run.Revision is { } revision ? Value.From(revision) : Value.Null),
        ("operation", Value.From(OperationNames.Of(run.Operation))),
        ("package", Value.From(run.Package.Name)),
        ("version", Value.From(run.Package.Version)),
        ("fromVersion", Value.From(run.FromVersion)),
        ("run", Value.From(run.Id)),
        ("state", Value.From(run.State)),
        ("startedAt", RunDocument.Time(run.StartedAt)),
        ("finishedAt", RunDocument.Time(run.FinishedAt)));
}

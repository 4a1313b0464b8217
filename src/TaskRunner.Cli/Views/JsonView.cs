using System.Globalization;
using TaskRunner.Operations;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>One JSON document on standard output and nothing else; secrets appear as fingerprints.</summary>
internal sealed class JsonView(Session session) : IResultView
{
    public void Show(PlanResult plan) => Write(PlanDocument.Of(plan));

    public void Show(RunReport run) => Write(RunDocument.Of(run));

    public void Show(IReadOnlyList<InstallationSummary> installations) => Write(new ListValue([.. installations.Select(i => (Value)MapValue.Of(
        ("installation", Value.From(i.Installation)),
        ("package", Value.From(i.Package?.Name)),
        ("version", Value.From(i.Package?.Version)),
        ("state", Value.From(i.Last?.State)),
        ("lastRun", Value.From(i.Last?.Id))))]));

    public void Show(IReadOnlyList<RunSummary> history) => Write(new ListValue([.. history.Select(r => (Value)MapValue.Of(
        ("revision", r.Revision is { } revision ? Value.From(revision) : Value.Null),
        ("operation", Value.From(Word(r.Operation))),
        ("package", Value.From(r.Package.Name)),
        ("version", Value.From(r.Package.Version)),
        ("fromVersion", Value.From(r.FromVersion)),
        ("run", Value.From(r.Id)),
        ("state", Value.From(r.State)),
        ("startedAt", RunDocument.Time(r.StartedAt)),
        ("finishedAt", RunDocument.Time(r.FinishedAt))))]));

    public void Show(IReadOnlyList<ServiceRecord> services) => Write(new ListValue([.. services.Select(s => (Value)OfService(s))]));

    public static MapValue OfService(ServiceRecord s) => MapValue.Of(
        ("name", Value.From(s.Name)),
        ("type", Value.From(s.Type)),
        ("version", Value.From(s.Version)),
        ("state", Value.From(Word(s.State))),
        ("outputs", s.Outputs),
        ("installation", Value.From(s.Installation)),
        ("run", Value.From(s.Run)),
        ("updatedAt", RunDocument.Time(s.UpdatedAt)));

    public void Write(Value document) => session.Out.WriteLine(JsonWriter.ToText(document, indented: true));

    private static string Word(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}

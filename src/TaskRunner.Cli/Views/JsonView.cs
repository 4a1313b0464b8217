using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Register;
using TaskRunner.Operations.Runs;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>One JSON document on standard output and nothing else; secrets appear as fingerprints.</summary>
internal sealed class JsonView(Session session) : IResultView
{
    public void Show(PlanResult plan) => Write(PlanDocument.Of(plan));

    public void Show(RunReport run) => Write(RunDocument.Of(run));

    public void Show(IReadOnlyList<InstallationSummary> installations) => Write(ListDocument.Of(installations));

    public void Show(IReadOnlyList<RunSummary> history) => Write(HistoryDocument.Of(history));

    public void Show(IReadOnlyList<ServiceRecord> services) => Write(ServiceListDocument.Of(services));

    public static MapValue OfService(ServiceRecord s) => ServiceListDocument.OfService(s);

    public void Write(Value document) => session.Out.WriteLine(JsonWriter.ToText(document, indented: true));
}

using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>What is installed, how it stands, and how it came to be so.</summary>
internal static class InstallationRoutes
{
    private const string Path = Call.Prefix + "/installations";
    private static readonly string[] WantsPerson = ["needs-decision", "rollback-failed", "interrupted", "failed"];

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "All installations; those that need a person first.", ListAsync) { Answer = "InstallationRow[]" },
        new("GET", Path + "/{name}", RoutePolicy.Viewer, "An installation with its last run.", GetAsync) { Answer = "Installation" },
        new("GET", Path + "/{name}/history", RoutePolicy.Viewer, "Its runs, newest first.", HistoryAsync) { Answer = "HistoryRow[]" },
        new("GET", Path + "/{name}/configuration", RoutePolicy.Viewer, "The answers of its last success; secrets as fingerprints.", ConfigurationAsync) { Answer = "object" },
        new("GET", Path + "/{name}/outputs", RoutePolicy.Viewer, "Outputs of its last success.", OutputsAsync) { Answer = "object" },
        new("GET", Path + "/{name}/differences", RoutePolicy.Viewer, "What changed in the answers from one run to another.", DifferencesAsync)
        {
            Answer = "Difference[]",
            Query = [new("from", "string", Text: "a run; none: nothing was answered before"), new("to", "string", IsRequired: true)],
        },
    ];

    private static async ValueTask ListAsync(Call call)
    {
        var services = await call.Bench.Store.ListServicesAsync(call.Aborted).ConfigureAwait(false);
        var installations = await new ListOperation(call.Bench).RunAsync(call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(new ListValue([.. installations.OrderBy(Urgency).Select(i => (Value)Row(i, services))])).ConfigureAwait(false);
    }

    private static int Urgency(InstallationSummary installation) =>
        Array.IndexOf(WantsPerson, installation.Last?.State) is >= 0 and var at ? at : WantsPerson.Length;

    private static MapValue Row(InstallationSummary installation, IEnumerable<ServiceRecord> services) => ListDocument.OfRow(installation)
        .With("needsDecision", Value.From(Urgency(installation) < WantsPerson.Length - 1))
        .With("lastRun", installation.Last is { } run ? Summary(run) : Value.Null)
        .With("services", Counts(services.Where(s => s.Installation == installation.Installation)));

    private static MapValue Summary(RunSummary run) => MapValue.Of(
        ("id", Value.From(run.Id)),
        ("state", Value.From(run.State)),
        ("operation", Value.From(OperationNames.Of(run.Operation))),
        ("startedAt", RunDocument.Time(run.StartedAt)),
        ("finishedAt", RunDocument.Time(run.FinishedAt)));

    private static MapValue Counts(IEnumerable<ServiceRecord> services) =>
        new([.. services.GroupBy(s => s.State).Select(g => new MapEntry(g.Key.ToString().ToLowerInvariant(), Value.From(g.Count())))]);

    private static async ValueTask GetAsync(Call call)
    {
        var name = call["name"];
        var record = await call.Bench.Store.FindInstallationAsync(name, call.Aborted).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6103", name);
        var status = await new StatusOperation(call.Bench).RunAsync(name, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(RunDocument.Of(status.Run, call.Texts)
            .With("installed", status.Package is { } package ? Package(package) : Value.Null)
            .With("revision", Value.From(record.Revision))
            .With("openRun", status.Run.Status.IsSettled() ? Value.Null : Value.From(status.Run.RunId))
            .With("actions", new ListValue([.. RunActions.Of(status.Run, isLast: true).Select(a => (Value)Value.From(a))]))).ConfigureAwait(false);
    }

    private static MapValue Package(PackageIdentity package) => MapValue.Of(
        ("name", Value.From(package.Name)), ("version", Value.From(package.Version)), ("digest", Value.From(package.Digest)));

    private static async ValueTask HistoryAsync(Call call) =>
        await call.WriteAsync(HistoryDocument.Of(await new HistoryOperation(call.Bench).RunAsync(call["name"], call.Aborted).ConfigureAwait(false))).ConfigureAwait(false);

    private static async ValueTask ConfigurationAsync(Call call) =>
        await call.WriteAsync(await new GetOperation(call.Bench).RunAsync(call["name"], GetPart.Config, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    private static async ValueTask OutputsAsync(Call call) =>
        await call.WriteAsync(await new GetOperation(call.Bench).RunAsync(call["name"], GetPart.Outputs, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    private static async ValueTask DifferencesAsync(Call call)
    {
        var to = call.Query("to") ?? throw new RefusedException(RefusalKind.Usage, "TR8516", "to", "");
        var found = await new DifferencesOperation(call.Bench).RunAsync(call.Query("from"), to, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(new ListValue([.. found.Select(d => (Value)MapValue.Of(
            ("path", Value.From(d.Path)),
            ("from", d.From ?? Value.Null),
            ("to", d.To ?? Value.Null),
            ("kind", Value.From(d.Kind))))])).ConfigureAwait(false);
    }
}

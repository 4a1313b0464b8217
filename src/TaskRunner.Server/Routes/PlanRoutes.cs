using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Plans;
using TaskRunner.Planning;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>What would be done and why, before anybody agrees to it.</summary>
internal static class PlanRoutes
{
    public static readonly Field[] Request =
    [
        new("installation", "string", IsRequired: true),
        new("operation", "string", IsRequired: true, Text: "install, upgrade, reapply, retry, rollback or uninstall"),
        new("package", "string", Text: "digest of a package that is kept"),
        new("answers", "object", Text: "{config: {…}, tasks: {…}}"),
        new("inputs", "object[]", Text: "answers laid over those in this order: {file: NAME, text}, {set: PATH=VALUE}, {setFile: PATH=NAME, text} or {document: as answers}"),
        new("run", "string[]", Text: "tasks that run whatever their earlier success says"),
        new("reuse", "string[]", Text: "tasks whose recorded outputs are kept"),
        new("from", "string", Text: "for retry: this task and all after it"),
        new("only", "string", Text: "for retry: this task alone"),
        new("allowDowngrade", "boolean"),
        new("prune", "boolean"),
        new("installIfMissing", "boolean"),
        new("target", "string", Text: "for rollback: the run"),
        new("parallel", "integer"),
        new("rollbackOnFailure", "string", Text: "none, failed or all"),
        new("timeout", "string", Text: "90s, 1h30m"),
    ];

    public static Route[] All { get; } =
    [
        new("POST", Call.Prefix + "/plans", RoutePolicy.Operator, "Makes a plan that can be run.", MakeAsync)
        {
            Body = Request,
            Answer = "PlanAnswer",
            Query = [new("transfer", "boolean", Text: "with all that another program needs to show it in its reader's language")],
        },
    ];

    private static async ValueTask MakeAsync(Call call)
    {
        var request = RunRequest.Read(await call.ReadAsync().ConfigureAwait(false));
        var (plan, ready) = await PlannedRequest.MakeAsync(call.Bench, request, begins: false, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(MapValue.Of(
            ("id", Value.From(call.Server.Plans.Keep(ready))),
            ("plan", Translated(plan, call.Texts)),
            ("warnings", Problem.Errors(plan.Warnings, call.Texts)),
            ("repeated", Names(plan.Repeated)),
            ("pruned", Names(plan.Pruned)),
            ("changes", await ChangesAsync(call, ready).ConfigureAwait(false)),
            ("transfer", call.Flag("transfer") ? PlanTransfer.Of(plan) : Value.Null),
            ("commandLine", Value.From(CommandLineText.Of(request, ready.Answers))))).ConfigureAwait(false);
    }

    /// <summary>The plan's document, with the reasons in the reader's language beside the English ones.</summary>
    private static MapValue Translated(PlanResult plan, MessageCatalogue texts)
    {
        var document = PlanDocument.Of(plan, texts);
        return document
            .With("tasks", Translated(document["tasks"]!, plan.Plan.Tasks.Select(t => t.Reason), texts))
            .With("kept", Translated(document["kept"]!, plan.Plan.Kept.Select(k => k.Reason), texts));
    }

    private static ListValue Translated(Value tasks, IEnumerable<PlanReason> reasons, MessageCatalogue texts) => new([.. ((ListValue)tasks).Items.Zip(reasons)
        .Select(t => (Value)((MapValue)t.First).With("text", Value.From(texts.Format(t.Second.Code, t.Second.Arguments.AsSpan()))))]);

    /// <summary>What is not answered as it was when it succeeded last.</summary>
    private static async ValueTask<ListValue> ChangesAsync(Call call, RunRequest request)
    {
        if (request.Answers is not { } answers)
        {
            return ListValue.Empty;
        }

        var before = await call.Bench.Store.FindInstallationAsync(request.Installation, call.Aborted).ConfigureAwait(false);
        var found = DifferencesOperation.Compare(before?.Answers ?? MapValue.Empty, answers);
        return new ListValue([.. found.Select(d => (Value)MapValue.Of(
            ("path", Value.From(d.Path)), ("kind", Value.From(d.Kind)), ("from", d.From ?? Value.Null), ("to", d.To ?? Value.Null)))]);
    }

    private static ListValue Names(ImmutableArray<string> names) => new([.. names.Select(n => (Value)Value.From(n))]);
}

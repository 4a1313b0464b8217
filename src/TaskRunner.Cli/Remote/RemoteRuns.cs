using System.Collections.Immutable;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>What a server is asked to do: the same requests that operations of this machine take, in the words of the API.</summary>
internal sealed class RemoteRuns(ApiClient api, Workbench bench, RemoteStore store)
{
    /// <summary>Over the server's store, to look at.</summary>
    public Workbench Bench => bench;

    /// <summary>How far a run had come when it was asked for: what was before is not shown when it goes on.</summary>
    public int SeenOf(string run) => store.SeenOf(run);

    /// <summary>Begins an <c>install</c> or <c>upgrade</c>; its package is sent where the server does not have it.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> ApplyAsync(string operation, ApplyRequest request, MapValue settings, CancellationToken cancellationToken) =>
        await BeginAsync("runs", Over(await BodyAsync(operation, request, cancellationToken).ConfigureAwait(false), settings), cancellationToken).ConfigureAwait(false);

    public async Task<string> RetryAsync(RetryRequest request, MapValue settings, CancellationToken cancellationToken) =>
        await BeginAsync("runs", Over(await BodyAsync(request, cancellationToken).ConfigureAwait(false), settings), cancellationToken).ConfigureAwait(false);

    /// <param name="target">Installation or run; null: the only open run there is.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<string> ResumeAsync(string? target, CancellationToken cancellationToken)
    {
        target ??= await new OpenRunOperation(bench).RunAsync(cancellationToken).ConfigureAwait(false);
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        return await BeginAsync($"runs/{run.RunId}/resume", MapValue.Empty, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> RollbackAsync(string target, MapValue settings, CancellationToken cancellationToken)
    {
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        return await BeginAsync($"runs/{run.RunId}/rollback", settings, cancellationToken).ConfigureAwait(false);
    }

    public Task<string> UninstallAsync(string installation, MapValue settings, CancellationToken cancellationToken) =>
        BeginAsync("runs", Over(MapValue.Of(("operation", Value.From("uninstall")), ("installation", Value.From(installation))), settings), cancellationToken);

    public async Task<PlanResult> PlanAsync(ApplyRequest request, CancellationToken cancellationToken) => await PlanAsync(await BodyAsync("upgrade", request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async Task<PlanResult> PlanAsync(RetryRequest request, CancellationToken cancellationToken) => await PlanAsync(await BodyAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async Task<PlanResult> PlanUndoAsync(string operation, string target, CancellationToken cancellationToken)
    {
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(MapValue.Of(
            ("operation", Value.From(operation)),
            ("installation", Value.From(run.Installation)),
            ("target", operation == "rollback" ? Value.From(run.RunId) : Value.Null)), cancellationToken).ConfigureAwait(false);
    }

    public async Task<RunReport> CancelAsync(string target, CancellationToken cancellationToken)
    {
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        await api.PostAsync($"runs/{run.RunId}/cancel", MapValue.Empty, cancellationToken).ConfigureAwait(false);
        return await new RemoteWatch(api, bench).RunAsync(run.RunId, 0, _ => new NoProgress(), _ => { }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RunReport> ResolveAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        var word = request.Decision switch
        {
            Journal.Decision.Succeeded => "succeeded",
            Journal.Decision.Failed => "failed",
            Journal.Decision.NotExecuted => "not-executed",
            _ => "rolled-back",
        };
        await api.PostAsync($"runs/{Uri.EscapeDataString(request.Run)}/resolve", MapValue.Of(
            ("task", Value.From(request.Task)),
            ("as", Value.From(word)),
            ("reason", Value.From(request.Reason)),
            ("outputs", request.ReadOutputs())), cancellationToken).ConfigureAwait(false);
        return await FindAsync(request.Run, cancellationToken).ConfigureAwait(false);
    }

    public async Task RemovePackageAsync(PackageRecord package, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HttpMethod.Delete, $"packages/{Uri.EscapeDataString(package.Digest)}", null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunReport> FindAsync(string target, CancellationToken cancellationToken) => (await new StatusOperation(bench).RunAsync(target, cancellationToken).ConfigureAwait(false)).Run;

    private async Task<string> BeginAsync(string path, MapValue body, CancellationToken cancellationToken) =>
        ((StringValue)(await api.PostAsync(path, body, cancellationToken).ConfigureAwait(false))["run"]!).Text;

    private async Task<PlanResult> PlanAsync(MapValue body, CancellationToken cancellationToken)
    {
        var answer = await api.PostAsync("plans?transfer=true", body, cancellationToken).ConfigureAwait(false);
        return PlanTransfer.Read((MapValue)answer["transfer"]!, RemoteProblem.Diagnostics(answer["warnings"], api.NameOf));
    }

    private async Task<MapValue> BodyAsync(string operation, ApplyRequest request, CancellationToken cancellationToken)
    {
        NoGlobal(request.Global);
        NameFilesOf(request.Package);
        return MapValue.Of(
            ("operation", Value.From(operation)),
            ("installation", Value.From(request.Installation)),
            ("package", Value.From(await RemotePackage.SendAsync(api, bench, request.Package, cancellationToken).ConfigureAwait(false))),
            ("inputs", Inputs(request.Answers)),
            ("run", Texts(request.Run)),
            ("reuse", Texts(request.Reuse)),
            ("allowDowngrade", Value.From(request.AllowDowngrade)),
            ("prune", Value.From(request.Prune)),
            ("installIfMissing", Value.From(request.InstallIfMissing)),
            ("savedPlan", request.SavedPlan ?? Value.Null));
    }

    private async Task<MapValue> BodyAsync(RetryRequest request, CancellationToken cancellationToken)
    {
        NoGlobal(request.Global);
        NameFilesOf(request.Package);
        return MapValue.Of(
            ("operation", Value.From("retry")),
            ("installation", Value.From(request.Installation)),
            ("package", request.Package is { } package ? Value.From(await RemotePackage.SendAsync(api, bench, package, cancellationToken).ConfigureAwait(false)) : Value.Null),
            ("inputs", Inputs(request.Answers)),
            ("from", Value.From(request.From)),
            ("only", Value.From(request.Only)),
            ("run", Texts(request.Run)),
            ("reuse", Texts(request.Reuse)));
    }

    private void NameFilesOf(string? package)
    {
        if (Directory.Exists(package))
        {
            api.NameOf = name => File.Exists(Path.Combine(package, name)) ? Path.Combine(package, name) : name;
        }
    }

    /// <summary>The global configuration belongs to who administers the server.</summary>
    /// <exception cref="RefusedException">One was given.</exception>
    public void NoGlobal(MapValue? global)
    {
        if (global is not null)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8212", api.Url.ToString());
        }
    }

    private static ListValue Inputs(ImmutableArray<AnswerInput> answers) => new([.. answers.Select(a => (Value)(a switch
    {
        AnswerInput.File file => MapValue.Of(("file", Value.From(file.Text.Name)), ("text", Value.From(file.Text.Text))),
        AnswerInput.Set set => MapValue.Of(("set", Value.From(set.Assignment))),
        AnswerInput.SetFile set => OfFile(set.Assignment),
        AnswerInput.Document typed => MapValue.Of(("document", typed.Answers)),
        _ => throw new InvalidOperationException("a command line has no other answers; this is a bug"),
    }))]);

    /// <summary>The file is of this machine, so its text is sent.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    private static MapValue OfFile(string assignment)
    {
        var diagnostics = new DiagnosticBag();
        var text = assignment.Contains('=', StringComparison.Ordinal) ? AnswerFile.ReadAssigned(assignment, diagnostics) : "";
        diagnostics.ThrowIfErrors();
        return MapValue.Of(("setFile", Value.From(assignment)), ("text", Value.From(text)));
    }

    private static ListValue Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (Value)Value.From(t))]);

    private static MapValue Over(MapValue body, MapValue settings) => settings.Entries.Aggregate(body, (map, entry) => map.With(entry.Key, entry.Value));
}

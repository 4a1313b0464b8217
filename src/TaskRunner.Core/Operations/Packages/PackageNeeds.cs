using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Runs;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Packages;

/// <summary>
/// Which packages of the store an installation may still be in need of: what is installed, an end that is not reached, and all that can
/// be taken back. A run is undone with its own code, so its package stays as long as it can be.
/// </summary>
internal sealed class PackageNeeds(Workbench bench)
{
    private readonly RunLibrary _runs = new OperationTools(bench).Runs;

    /// <returns>Digests, each with a reason to be told.</returns>
    public async ValueTask<IReadOnlyDictionary<string, Diagnostic>> OfAsync(InstallationRecord installation, CancellationToken cancellationToken)
    {
        var needs = new Needs(installation.Name);
        if (installation.Package is { } package)
        {
            needs.Add(package, "TR6170", null);
        }

        var headers = await bench.Store.ListRunsAsync(installation.Name, cancellationToken).ConfigureAwait(false);
        foreach (var header in Unfinished(headers))
        {
            await AddAsync(needs, header.Id, "TR6171", cancellationToken).ConfigureAwait(false);
        }

        foreach (var header in Undoable(headers))
        {
            await AddAsync(needs, header.Id, "TR6172", cancellationToken).ConfigureAwait(false);
        }

        foreach (var run in await RunsOfTasksAsync(installation.Name, cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(needs, run, "TR6172", cancellationToken).ConfigureAwait(false);
        }

        return needs.Found;
    }

    /// <summary>The operation that is open or can be retried; each of its runs may have left something its next one has to take back.</summary>
    private static IEnumerable<RunHeader> Unfinished(IReadOnlyList<RunHeader> headers) =>
        headers is [var last, ..] && last.Summary != RunStatus.Succeeded.ToWord() ? headers.Where(h => h.OperationId == last.OperationId) : [];

    /// <summary>What one rollback after the other could undo: all that stands, back to the last uninstall, which nothing undoes.</summary>
    private static IEnumerable<RunHeader> Undoable(IReadOnlyList<RunHeader> headers)
    {
        var undone = UndoneOperations.Of(headers);
        return headers.TakeWhile(h => h.Operation != OperationKind.Uninstall || h.Summary != RunStatus.Succeeded.ToWord())
            .Where(h => h.Operation != OperationKind.Rollback && !undone.Contains(h.OperationId));
    }

    /// <summary>Runs that left a task behind which an uninstall takes away, or which is not known to be gone.</summary>
    private async ValueTask<IEnumerable<string>> RunsOfTasksAsync(string installation, CancellationToken cancellationToken)
    {
        var history = await HistoryReader.ReadAsync(bench.Store, installation, null, onlyOperation: false, cancellationToken).ConfigureAwait(false);
        return history.Standing.Values.Concat(history.Records.Values)
            .Where(r => r.Fact is not (TaskFact.Undone or TaskFact.Supplied)).Select(r => r.Run).Distinct();
    }

    /// <summary>A run, and those whose tasks it undoes.</summary>
    private async ValueTask AddAsync(Needs needs, string runId, string code, CancellationToken cancellationToken)
    {
        if (!needs.Runs.Add(runId))
        {
            return;
        }

        var run = await _runs.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        needs.Add(run.Header.Package, code, runId);
        foreach (var source in run.Plan.Tasks.Select(t => t.Source?.Run).OfType<string>().Distinct())
        {
            await AddAsync(needs, source, code, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Needs(string installation)
    {
        public HashSet<string> Runs { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Diagnostic> Found { get; } = new(StringComparer.Ordinal);

        public void Add(PackageIdentity package, string code, string? run) => Found.TryAdd(
            package.Digest, new Diagnostic(code, Severity.Error, SourceSpan.None, [package.Name, package.Version, installation, run ?? ""]));
    }
}

using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Installations;

/// <summary>The runs of an installation, newest first.</summary>
public sealed class HistoryOperation(Workbench bench)
{
    /// <exception cref="RefusedException">There is no such installation.</exception>
    public async Task<ImmutableArray<RunSummary>> RunAsync(string installation, CancellationToken cancellationToken)
    {
        var headers = await bench.Store.ListRunsAsync(installation, cancellationToken).ConfigureAwait(false);
        if (headers.Count == 0)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR6103", installation);
        }

        var holder = await bench.Store.FindHolderAsync(Lease.ScopeOf(installation), cancellationToken).ConfigureAwait(false);
        return [.. RunSummaries.Of(headers, isHeld: holder is not null)];
    }
}

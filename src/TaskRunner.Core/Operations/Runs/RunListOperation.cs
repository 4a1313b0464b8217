using System.Collections.Immutable;
using TaskRunner.Operations.Installations;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>Runs of all installations, or of one, newest first.</summary>
public sealed class RunListOperation(Workbench bench)
{
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ImmutableArray<ListedRun>> RunAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, bool>(StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<ListedRun>();
        var isPast = filter.Before is null;
        foreach (var header in await bench.Store.ListRunsAsync(filter.Installation, cancellationToken).ConfigureAwait(false))
        {
            if (!isPast || found.Count == filter.Limit)
            {
                isPast |= header.Id == filter.Before;
                continue;
            }

            var isHeld = RunSummaries.IsOpen(header) && await IsHeldAsync(header.Installation, held, cancellationToken).ConfigureAwait(false);
            var summary = RunSummaries.Of(header, isHeld, revision: null);
            if (filter.State is null || filter.State == summary.State)
            {
                found.Add(new ListedRun(header.Installation, summary));
            }
        }

        return found.ToImmutable();
    }

    private async ValueTask<bool> IsHeldAsync(string installation, Dictionary<string, bool> held, CancellationToken cancellationToken)
    {
        if (!held.TryGetValue(installation, out var isHeld))
        {
            isHeld = await bench.Store.FindHolderAsync(Lease.ScopeOf(installation), cancellationToken).ConfigureAwait(false) is not null;
            held.Add(installation, isHeld);
        }

        return isHeld;
    }
}

/// <param name="Installation">Of this installation; null: of all.</param>
/// <param name="State">In this state; null: in any.</param>
/// <param name="Before">Only runs older than this one; null: from the newest.</param>
/// <param name="Limit">At most so many.</param>
public sealed record RunFilter(string? Installation, string? State, string? Before, int Limit);

public sealed record ListedRun(string Installation, RunSummary Run);

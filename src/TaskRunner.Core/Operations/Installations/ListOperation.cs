using System.Collections.Immutable;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Installations;

/// <summary>All installations with what is installed and how their last run stands.</summary>
public sealed class ListOperation(Workbench bench)
{
    public async Task<ImmutableArray<InstallationSummary>> RunAsync(CancellationToken cancellationToken)
    {
        var installations = await bench.Store.ListInstallationsAsync(cancellationToken).ConfigureAwait(false);
        var summaries = ImmutableArray.CreateBuilder<InstallationSummary>(installations.Count);
        foreach (var installation in installations)
        {
            summaries.Add(new InstallationSummary(
                installation.Name, installation.Package, await LastOfAsync(installation, cancellationToken).ConfigureAwait(false)));
        }

        return summaries.ToImmutable();
    }

    private async ValueTask<RunSummary?> LastOfAsync(InstallationRecord installation, CancellationToken cancellationToken)
    {
        if (installation.LastRun is not { } last
            || await bench.Store.FindRunAsync(last, cancellationToken).ConfigureAwait(false) is not { } header)
        {
            return null;
        }

        var isHeld = RunSummaries.IsOpen(header)
            && await bench.Store.FindHolderAsync(Lease.ScopeOf(installation.Name), cancellationToken).ConfigureAwait(false) is not null;
        return RunSummaries.Of(header, isHeld, installation.SucceededRun == last ? installation.Revision : null);
    }
}

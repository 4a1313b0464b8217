using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations.Packages;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations;

/// <summary>Looks for what a person should know about store and installations: what is open, what is damaged, what is missing. Only reads.</summary>
public sealed class DoctorOperation(Workbench bench)
{
    /// <returns>What was found: errors where something is broken, warnings where somebody should act; empty: all is well.</returns>
    public async Task<ImmutableArray<Diagnostic>> RunAsync(CancellationToken cancellationToken)
    {
        var found = new DiagnosticBag();
        try
        {
            foreach (var installation in await bench.Store.ListInstallationsAsync(cancellationToken).ConfigureAwait(false))
            {
                await LookAtAsync(installation, found, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Store)
        {
            found.AddRange(e.Diagnostics);
        }

        return [.. found.Items];
    }

    private async ValueTask LookAtAsync(InstallationRecord installation, DiagnosticBag found, CancellationToken cancellationToken)
    {
        foreach (var header in await bench.Store.ListRunsAsync(installation.Name, cancellationToken).ConfigureAwait(false))
        {
            await LookAtAsync(header, found, cancellationToken).ConfigureAwait(false);
        }

        foreach (var digest in await NeedsAsync(installation, cancellationToken).ConfigureAwait(false))
        {
            if (await bench.Store.FindPackageAsync(digest, cancellationToken).ConfigureAwait(false) is null)
            {
                found.Error("TR6140", SourceSpan.None, installation.Name, digest);
            }
        }
    }

    /// <summary>What was removed on purpose is missed by nobody.</summary>
    private async ValueTask<IEnumerable<string>> NeedsAsync(InstallationRecord installation, CancellationToken cancellationToken)
    {
        try
        {
            return (await new PackageNeeds(bench).OfAsync(installation, cancellationToken).ConfigureAwait(false)).Keys;
        }
        catch (RefusedException)
        {
            return []; // a run cannot be read, which was said of that run
        }
    }

    private async ValueTask LookAtAsync(RunHeader header, DiagnosticBag found, CancellationToken cancellationToken)
    {
        try
        {
            var journal = await RunJournal.LoadAsync(bench.Store, header.Id, cancellationToken).ConfigureAwait(false);
            var status = journal.State.Status;
            if (status.IsSettled())
            {
                return;
            }

            if (await bench.Store.FindHolderAsync(Lease.ScopeOf(header.Installation), cancellationToken).ConfigureAwait(false) is null)
            {
                var word = status is RunStatus.Running or RunStatus.RollingBack ? "interrupted" : status.ToWord();
                found.Warning("TR6141", SourceSpan.None, header.Id, header.Installation, word);
            }
        }
        catch (RefusedException e)
        {
            found.AddRange(e.Diagnostics);
        }
    }
}

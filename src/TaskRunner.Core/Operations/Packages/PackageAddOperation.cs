using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Packages;

/// <summary>Checks a package and keeps it in the store, so that it can be planned and run by its digest.</summary>
public sealed class PackageAddOperation(Workbench bench)
{
    /// <param name="source">Folder or archive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="before">Called when the package is found right and nothing is kept yet; what it throws keeps it so.</param>
    /// <returns>How the store knows it; the same package again is no write.</returns>
    /// <exception cref="RefusedException">It has errors, for every reason at once.</exception>
    public async Task<PackageRecord> RunAsync(string source, CancellationToken cancellationToken, Func<PackageIdentity, ValueTask>? before = null)
    {
        var packages = new OperationTools(bench).Packages;
        var opened = await packages.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before(opened.Identity).ConfigureAwait(false);
        }

        await packages.StoreAsync(opened, cancellationToken).ConfigureAwait(false);
        return (await bench.Store.FindPackageAsync(opened.Identity.Digest, cancellationToken).ConfigureAwait(false))!;
    }
}

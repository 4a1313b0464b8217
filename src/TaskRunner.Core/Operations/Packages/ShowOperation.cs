using TaskRunner.Diagnostics;
using TaskRunner.Model;

namespace TaskRunner.Operations.Packages;

/// <summary>Reads a package: what it is, what it asks, what it does. Runs nothing of it.</summary>
public sealed class ShowOperation(Workbench bench)
{
    /// <param name="source">Folder, archive, or digest of a stored package.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">It has errors.</exception>
    public async Task<Package> RunAsync(string source, CancellationToken cancellationToken) =>
        (await new OperationTools(bench).Packages.OpenAsync(source, cancellationToken).ConfigureAwait(false)).Package;
}

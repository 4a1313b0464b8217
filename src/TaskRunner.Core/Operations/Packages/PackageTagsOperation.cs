using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Registries;

namespace TaskRunner.Operations.Packages;

/// <summary>Lists the tags of a repository in a registry. Nothing says yet that packages are behind them, or who signed them.</summary>
public sealed class PackageTagsOperation(RegistryAccess access)
{
    /// <param name="repository">Its tag and digest are not looked at.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Versions first, the newest on top; tags that hold signatures are left out.</returns>
    /// <exception cref="RefusedException">There is no such repository, or the registry cannot be asked.</exception>
    public async Task<ImmutableArray<string>> RunAsync(OciReference repository, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(repository, RegistryClient.Pull, access);
        return PackageTags.Sorted(await client.ListTagsAsync(cancellationToken).ConfigureAwait(false));
    }
}

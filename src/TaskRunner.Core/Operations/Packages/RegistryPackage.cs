using TaskRunner.Diagnostics;
using TaskRunner.Registries;

namespace TaskRunner.Operations.Packages;

/// <summary>Finds the manifest of a package in a registry.</summary>
internal static class RegistryPackage
{
    private const int MostNamed = 10;

    /// <exception cref="RefusedException">Neither tag nor digest is said, or there is none.</exception>
    public static async Task<StoredManifest> FindAsync(RegistryClient client, OciReference reference, CancellationToken cancellationToken) =>
        await client.FindManifestAsync(reference.Digest ?? reference.Tag ?? throw await NamelessAsync(client, reference, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false) ?? throw new RefusedException(RefusalKind.NotFound, "TR8316", reference.ToString());

    /// <summary>No version is the one that is meant: "latest" would be another tomorrow.</summary>
    private static async Task<RefusedException> NamelessAsync(RegistryClient client, OciReference reference, CancellationToken cancellationToken)
    {
        var tags = PackageTags.Sorted(await client.ListTagsAsync(cancellationToken).ConfigureAwait(false));
        var shown = string.Join(", ", tags.Take(MostNamed)) + (tags.Length > MostNamed ? ", …" : "");
        return new RefusedException(RefusalKind.Usage, "TR8306", reference.ToString(), shown.Length > 0 ? shown : "-");
    }
}

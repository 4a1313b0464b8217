using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Registries;

namespace TaskRunner.Operations.Packages;

/// <summary>Checks a package and puts it into a registry. The same package has the same digest there, however often it is pushed.</summary>
public sealed class PackagePushOperation(Workbench bench, RegistryAccess access)
{
    /// <param name="source">Folder, archive, or digest of a stored package.</param>
    /// <param name="target">The repository and a tag; without one the tag is the package's version.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="RefusedException">The package has errors, or the registry does not take it.</exception>
    public async Task<PushedPackage> RunAsync(string source, OciReference target, CancellationToken cancellationToken)
    {
        if (target.Digest is not null)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8307", target.ToString());
        }

        var folder = Directory.CreateTempSubdirectory("taskrunner-push-");
        try
        {
            var built = await new PackageBuildOperation(bench).RunAsync(source, Path.Combine(folder.FullName, "package.tgz"), cancellationToken).ConfigureAwait(false);
            return await SendAsync(built, target with { Tag = target.Tag ?? PackageTags.Of(built.Package.Version) }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<PushedPackage> SendAsync(BuiltPackage built, OciReference target, CancellationToken cancellationToken)
    {
        string archiveDigest;
        using (var archive = File.OpenRead(built.Path))
        {
            archiveDigest = await OciDigest.OfAsync(archive, cancellationToken).ConfigureAwait(false);
        }

        var manifest = PackageArtifact.Of(built.Package, archiveDigest, built.Bytes);
        var bytes = manifest.ToBytes();
        using var client = new RegistryClient(target, RegistryClient.Push, access);
        await client.UploadAsync(manifest.Layers[0], () => File.OpenRead(built.Path), cancellationToken).ConfigureAwait(false);
        await client.UploadAsync(manifest.Config, () => new MemoryStream(PackageArtifact.EmptyConfig), cancellationToken).ConfigureAwait(false);
        await client.PutManifestAsync(target.Tag!, bytes, cancellationToken).ConfigureAwait(false);
        return new PushedPackage(built.Package, target.At(OciDigest.Of(bytes)), target.Tag!, built.Bytes);
    }
}

/// <summary>A package that is in a registry now.</summary>
/// <param name="Package">Which.</param>
/// <param name="Reference">By its digest: it means this package for good.</param>
/// <param name="Tag">Means it until it is moved.</param>
/// <param name="Bytes">Of its archive.</param>
public sealed record PushedPackage(PackageIdentity Package, OciReference Reference, string Tag, long Bytes);

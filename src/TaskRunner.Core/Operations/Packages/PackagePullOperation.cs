using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;
using TaskRunner.Values;

namespace TaskRunner.Operations.Packages;

/// <summary>
/// Brings a package from a registry: the tag becomes a digest, the digest must be signed as the policy wants it, and what is downloaded
/// must have the digest and be a package without errors. Only then is there a file.
/// </summary>
public sealed class PackagePullOperation(Workbench bench, RegistryAccess access)
{
    /// <param name="reference">With a tag or a digest.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>To be disposed: the file is removed then.</returns>
    /// <exception cref="RefusedException">There is none, it is not to be trusted, or it has errors.</exception>
    public async Task<PulledPackage> RunAsync(OciReference reference, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(reference, RegistryClient.Pull, access);
        var manifest = await RegistryPackage.FindAsync(client, reference, cancellationToken).ConfigureAwait(false);
        var layer = PackageArtifact.LayerOf(manifest, reference);
        var fixedReference = reference.At(manifest.Digest);
        var signature = await new CosignSignatures(client, access, reference).CheckAsync(manifest.Digest, access.Trust.Keys, cancellationToken).ConfigureAwait(false);
        if (!access.Trust.AllowUnsigned)
        {
            PackageVerifyOperation.Require(signature, fixedReference, access.Trust);
        }

        var folder = Directory.CreateTempSubdirectory("taskrunner-pull-"); // for its owner only
        try
        {
            var archive = Path.Combine(folder.FullName, "package.tgz");
            await DownloadAsync(client, layer, archive, cancellationToken).ConfigureAwait(false);
            var opened = await new OperationTools(bench).Packages.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
            return new PulledPackage(opened.Identity, fixedReference, archive, signature);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private async Task DownloadAsync(RegistryClient client, OciDescriptor layer, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            // An archive is not longer than what is in it but for some bytes, and that has its bound.
            await client.DownloadAsync(layer, file, bench.PackageLimits.TotalBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Store, "TR1416", path, e.Message);
        }
    }
}

/// <summary>A package from a registry, as an archive on this machine for as long as this is not disposed.</summary>
/// <param name="Package">Name, version, and the digest by which a store knows it: the same as of a local archive.</param>
/// <param name="Reference">By the digest of its manifest: it means this package for good.</param>
/// <param name="Archive">The file, alone in a folder of its owner.</param>
/// <param name="Signature">Who signed it.</param>
public sealed record PulledPackage(PackageIdentity Package, OciReference Reference, string Archive, SignatureState Signature) : IDisposable
{
    /// <summary>What its user must be told where no trusted key signed it; else null.</summary>
    public Diagnostic? Warning => Signature is SignatureState.Signed ? null : new Diagnostic("TR8340", Severity.Warning, SourceSpan.None, [Reference.ToString()]);

    public void Dispose()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Archive)!);
        if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }
    }
}

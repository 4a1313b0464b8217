using TaskRunner.Diagnostics;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Operations.Packages;

/// <summary>Signs a package that is in a registry, in cosign's format. Signatures of others stay beside it.</summary>
public sealed class PackageSignOperation(RegistryAccess access)
{
    /// <param name="reference">With a digest, so that it is known what is signed; a tag means what it means at this moment.</param>
    /// <param name="key">Whose signature it gets.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="RefusedException">It is no package, or the registry does not take the signature.</exception>
    public async Task<SignedPackage> RunAsync(OciReference reference, SigningKey key, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(reference, RegistryClient.Push, access);
        var manifest = await RegistryPackage.FindAsync(client, reference, cancellationToken).ConfigureAwait(false);
        _ = PackageArtifact.LayerOf(manifest, reference);
        var isNew = await new CosignSignatures(client, access, reference).AddAsync(manifest.Digest, key, cancellationToken).ConfigureAwait(false);
        return new SignedPackage(reference.At(manifest.Digest), key.Public, isNew);
    }
}

/// <summary>A package with a signature by a key.</summary>
/// <param name="Reference">By its digest, which is what was signed.</param>
/// <param name="Key">What the signature is verified with.</param>
/// <param name="IsNew">False: this key had signed it before, and nothing was written.</param>
public sealed record SignedPackage(OciReference Reference, TrustedKey Key, bool IsNew);

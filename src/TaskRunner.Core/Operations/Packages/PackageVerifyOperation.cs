using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Operations.Packages;

/// <summary>Finds out whether a package in a registry is signed by a trusted key. The package itself is not downloaded.</summary>
public sealed class PackageVerifyOperation(RegistryAccess access)
{
    /// <param name="reference">With a tag or a digest.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="RefusedException">It is not signed by a trusted key, whatever the policy allows; or it is no package.</exception>
    public async Task<VerifiedPackage> RunAsync(OciReference reference, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(reference, RegistryClient.Pull, access);
        var manifest = await RegistryPackage.FindAsync(client, reference, cancellationToken).ConfigureAwait(false);
        _ = PackageArtifact.LayerOf(manifest, reference);
        var state = await new CosignSignatures(client, access, reference).CheckAsync(manifest.Digest, access.Trust.Keys, cancellationToken).ConfigureAwait(false);
        return new VerifiedPackage(reference.At(manifest.Digest), Require(state, reference.At(manifest.Digest), access.Trust));
    }

    /// <returns>Who signed it.</returns>
    internal static TrustedKey Require(SignatureState state, OciReference reference, TrustPolicy trust) => state switch
    {
        SignatureState.Signed signed => signed.Key,
        SignatureState.ByOthers when trust.Keys.IsEmpty => throw new RefusedException(RefusalKind.NotAllowed, "TR8332", reference.ToString()),
        SignatureState.ByOthers others => throw new RefusedException(
            RefusalKind.NotAllowed, "TR8331", reference.ToString(), others.Count.ToString(CultureInfo.InvariantCulture), string.Join(", ", trust.Keys.Select(k => k.Fingerprint))),
        _ => throw new RefusedException(RefusalKind.NotAllowed, "TR8330", reference.ToString()),
    };
}

/// <summary>A package that a trusted key signed.</summary>
/// <param name="Reference">By its digest, which is what was signed.</param>
/// <param name="Key">Whose signature it is.</param>
public sealed record VerifiedPackage(OciReference Reference, TrustedKey Key);

using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Model;

namespace TaskRunner.Registries;

/// <summary>
/// A package in a registry: a manifest of our artifact type, the config that OCI has for "none", and one layer, which is the archive as
/// <c>package build</c> writes it. Nothing in it depends on when or where it was pushed: the same package has the same digest everywhere.
/// </summary>
internal static class PackageArtifact
{
    public const string ArtifactType = "application/vnd.taskrunner.package.v1";
    public const string LayerType = "application/vnd.taskrunner.package.v1.tar+gzip";

    public static readonly byte[] EmptyConfig = "{}"u8.ToArray();

    public static readonly OciDescriptor Config = new("application/vnd.oci.empty.v1+json", OciDigest.Of(EmptyConfig), EmptyConfig.Length);

    public static OciManifest Of(PackageIdentity package, string archiveDigest, long bytes) => new(
        Config,
        [new OciDescriptor(LayerType, archiveDigest, bytes) { Annotations = [("org.opencontainers.image.title", $"{package.Name}-{package.Version}.tgz")] }])
    {
        ArtifactType = ArtifactType,
        Annotations = [("org.opencontainers.image.title", package.Name), ("org.opencontainers.image.version", package.Version)],
    };

    /// <returns>The archive's layer.</returns>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static OciDescriptor LayerOf(StoredManifest manifest, OciReference reference)
    {
        OciManifest read;
        try
        {
            read = OciManifest.Read(manifest.Bytes);
        }
        catch (JsonException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8322", reference.ToString(), "-");
        }

        return read is { ArtifactType: ArtifactType, Layers: [{ MediaType: LayerType } layer] }
            ? layer
            : throw new RefusedException(RefusalKind.Invalid, "TR8322", reference.ToString(), RegistryFault.Shown(read.ArtifactType ?? read.Config.MediaType));
    }
}

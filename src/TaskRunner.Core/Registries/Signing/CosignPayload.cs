using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries.Signing;

/// <summary>
/// What is signed, in the "simple signing" form that cosign and containers' tools share: the digest of a manifest, and the name it was
/// signed under. The name is for readers, as with cosign: whoever copies a package with its signatures into a registry of his own must not
/// break them, so only the digest is compared.
/// </summary>
internal static class CosignPayload
{
    public const string MediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
    private const string Type = "cosign container image signature";

    public static byte[] Of(OciReference reference, string digest) => JsonWriter.ToUtf8(MapValue.Of(
        ("critical", MapValue.Of(
            ("identity", MapValue.Of(("docker-reference", Value.From(reference.Name)))),
            ("image", MapValue.Of(("docker-manifest-digest", Value.From(digest)))),
            ("type", Value.From(Type)))),
        ("optional", Value.Null))).ToArray();

    /// <summary>Whether it says something of the manifest of this digest.</summary>
    public static bool IsOf(byte[] payload, string digest) =>
        JsonReader.Read(SourceText.FromUtf8("payload", payload), new DiagnosticBag()) is MapValue map
        && map["critical"] is MapValue critical
        && critical["type"] is StringValue { Text: Type }
        && critical["image"] is MapValue image
        && image["docker-manifest-digest"] is StringValue found
        && found.Text == digest;
}

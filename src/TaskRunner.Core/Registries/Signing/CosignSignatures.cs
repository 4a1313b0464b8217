using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries.Signing;

/// <summary>
/// The signatures of a manifest as cosign keeps them beside it: a manifest tagged <c>sha256-HEX.sig</c> with a layer for each, which is the
/// payload, and the signature in its annotation. docs/decisions/0070 says why this form.
/// </summary>
internal sealed class CosignSignatures(RegistryClient client, RegistryAccess access, OciReference reference)
{
    private const string Annotation = "dev.cosignproject.cosign/signature";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string Ending = ".sig";
    private const string Beginning = "sha256-";

    /// <summary>Whether a tag is one of these, and of no package.</summary>
    public static bool IsTag(string tag) => tag.StartsWith(Beginning, StringComparison.Ordinal) && tag.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Which of the keys signed it; a broken or foreign signature counts as none.</summary>
    /// <param name="digest">Of the manifest.</param>
    /// <param name="keys">Whose signatures are looked for.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public Task<SignatureState> CheckAsync(string digest, ImmutableArray<TrustedKey> keys, CancellationToken cancellationToken) =>
        client.InTimeAsync(timed => FindAsync(digest, keys, timed), cancellationToken);

    /// <summary>Adds a signature beside those that are there.</summary>
    /// <returns>False where this key has signed it already.</returns>
    public async Task<bool> AddAsync(string digest, SigningKey key, CancellationToken cancellationToken)
    {
        if (await CheckAsync(digest, [key.Public], cancellationToken).ConfigureAwait(false) is SignatureState.Signed)
        {
            return false;
        }

        var payload = CosignPayload.Of(reference, digest);
        var layer = new OciDescriptor(CosignPayload.MediaType, OciDigest.Of(payload), payload.Length)
        {
            Annotations = [(Annotation, Convert.ToBase64String(key.Sign(payload)))],
        };
        var there = await ReadAsync(digest, cancellationToken).ConfigureAwait(false);
        ImmutableArray<OciDescriptor> layers = [.. there?.Layers ?? [], layer];
        var config = ConfigOf(layers);
        await client.UploadAsync(layer, () => new MemoryStream(payload), cancellationToken).ConfigureAwait(false);
        var described = new OciDescriptor(ConfigType, OciDigest.Of(config), config.Length);
        await client.UploadAsync(described, () => new MemoryStream(config), cancellationToken).ConfigureAwait(false);
        var manifest = new OciManifest(described, layers) { Annotations = there?.Annotations ?? [] };
        await client.PutManifestAsync(TagOf(digest), manifest.ToBytes(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static string TagOf(string digest) => Beginning + OciDigest.Hex(digest) + Ending;

    private async Task<SignatureState> FindAsync(string digest, ImmutableArray<TrustedKey> keys, CancellationToken cancellationToken)
    {
        var layers = (await ReadAsync(digest, cancellationToken).ConfigureAwait(false))?.Layers ?? [];
        var signatures = layers.Where(l => l.MediaType == CosignPayload.MediaType).ToList();
        if (signatures.Count > access.Limits.Signatures)
        {
            throw RegistryFault.TooLarge(TagOf(digest), access.Limits.Signatures);
        }

        foreach (var layer in keys.IsEmpty ? [] : signatures)
        {
            var payload = await client.ReadBlobAsync(layer, cancellationToken).ConfigureAwait(false);
            if (keys.FirstOrDefault(k => IsBy(k, layer, payload)) is { } key && CosignPayload.IsOf(payload, digest))
            {
                return new SignatureState.Signed(key);
            }
        }

        return signatures.Count > 0 ? new SignatureState.ByOthers(signatures.Count) : new SignatureState.Unsigned();
    }

    private async Task<OciManifest?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        if (await client.FindManifestAsync(TagOf(digest), cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        try
        {
            return OciManifest.Read(found.Bytes);
        }
        catch (JsonException)
        {
            throw RegistryFault.Broken(reference.Host, TagOf(digest), "signatures");
        }
    }

    private static bool IsBy(TrustedKey key, OciDescriptor layer, byte[] payload)
    {
        var text = layer.Annotation(Annotation) ?? "";
        var signature = new byte[text.Length];
        return Convert.TryFromBase64String(text, signature, out var count) && key.Verifies(payload, signature.AsSpan(0, count));
    }

    /// <summary>The config of an image that has the payloads for layers, as cosign writes it; tools that add signatures want to read it.</summary>
    private static byte[] ConfigOf(ImmutableArray<OciDescriptor> layers)
    {
        var never = Value.From("0001-01-01T00:00:00Z");
        return JsonWriter.ToUtf8(MapValue.Of(
            ("architecture", Value.From("")),
            ("created", never),
            ("history", new ListValue([.. layers.Select(_ => (Value)MapValue.Of(("created", never)))])),
            ("os", Value.From("")),
            ("rootfs", MapValue.Of(("type", Value.From("layers")), ("diff_ids", new ListValue([.. layers.Select(l => Value.From(l.Digest))])))),
            ("config", MapValue.Empty))).ToArray();
    }
}

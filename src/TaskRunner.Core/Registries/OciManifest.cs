using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries;

/// <summary>An image manifest of OCI 1.1, which is how registries keep whatever it is: a config, layers, and what it is for.</summary>
internal sealed record OciManifest(OciDescriptor Config, ImmutableArray<OciDescriptor> Layers)
{
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    public string? ArtifactType { get; init; }

    public ImmutableArray<(string Key, string Value)> Annotations { get; init; } = [];

    /// <summary>Always the same bytes for the same manifest.</summary>
    public byte[] ToBytes()
    {
        var value = MapValue.Of(("schemaVersion", Value.From(2)), ("mediaType", Value.From(MediaType)));
        value = ArtifactType is null ? value : value.With("artifactType", Value.From(ArtifactType));
        value = value.With("config", Config.ToValue()).With("layers", new ListValue([.. Layers.Select(l => (Value)l.ToValue())]));
        return JsonWriter.ToUtf8(Annotations.IsEmpty ? value : value.With("annotations", OciDescriptor.MapOf(Annotations))).ToArray();
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static OciManifest Read(byte[] bytes)
    {
        if (JsonReader.Read(SourceText.FromUtf8("manifest", bytes), new DiagnosticBag()) is not MapValue map || map["layers"] is not ListValue layers)
        {
            throw new JsonException("a manifest is a map with layers");
        }

        return new OciManifest(OciDescriptor.From(map["config"]), [.. layers.Items.Select(OciDescriptor.From)])
        {
            ArtifactType = (map["artifactType"] as StringValue)?.Text,
            Annotations = map["annotations"] is MapValue texts ? [.. texts.Entries.Select(e => (e.Key, (e.Value as StringValue)?.Text ?? ""))] : [],
        };
    }
}

/// <summary>A manifest as a registry has it.</summary>
internal sealed record StoredManifest(byte[] Bytes, string Digest);

using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Values;

namespace TaskRunner.Registries;

/// <summary>What a manifest says of a blob: what it is, its digest, how long it is.</summary>
internal sealed record OciDescriptor(string MediaType, string Digest, long Size)
{
    public ImmutableArray<(string Key, string Value)> Annotations { get; init; } = [];

    public string? Annotation(string key) => Annotations.FirstOrDefault(a => a.Key == key).Value;

    public MapValue ToValue()
    {
        var value = MapValue.Of(("mediaType", Value.From(MediaType)), ("digest", Value.From(Digest)), ("size", Value.From(Size)));
        return Annotations.IsEmpty ? value : value.With("annotations", MapOf(Annotations));
    }

    public static MapValue MapOf(ImmutableArray<(string Key, string Value)> texts) =>
        MapValue.Of([.. texts.Select(t => (t.Key, Value.From(t.Value)))]);

    /// <exception cref="JsonException">It is none.</exception>
    public static OciDescriptor From(Value? value) =>
        value is MapValue map
        && map["mediaType"] is StringValue { Text: var type }
        && map["digest"] is StringValue { Text: var digest } && OciDigest.IsOne(digest)
        && map["size"] is NumberValue size && size.TryGetInt64(out var length) && length >= 0
            ? new OciDescriptor(type, digest, length)
            {
                Annotations = map["annotations"] is MapValue texts ? [.. texts.Entries.Select(e => (e.Key, (e.Value as StringValue)?.Text ?? ""))] : [],
            }
            : throw new JsonException("a descriptor has a media type, a digest and a size");
}

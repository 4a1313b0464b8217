using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>A schema document, or a part of one with an <c>$id</c> of its own: what <c>#</c> in its references means.</summary>
internal sealed class SchemaResource(Uri? baseUri, Value root, DocumentPath path)
{
    public Uri? BaseUri { get; } = baseUri;

    public Value Root { get; } = root;

    /// <summary>Where it stands in the whole document.</summary>
    public DocumentPath Path { get; } = path;

    /// <summary><c>$anchor</c> and <c>$dynamicAnchor</c> names.</summary>
    public Dictionary<string, SchemaNode> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary><c>$dynamicAnchor</c> names only.</summary>
    public Dictionary<string, SchemaNode> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}

using System.Globalization;

namespace TaskRunner.Schemas;

/// <summary>A place in a document, linked to its parent; the JSON pointer (RFC 6901) is written only when somebody asks.</summary>
internal sealed class DocumentPath
{
    private readonly DocumentPath? _parent;
    private readonly string? _key;
    private readonly int _index;

    public DocumentPath(string prefix = "") => _key = prefix;

    private DocumentPath(DocumentPath parent, string? key, int index) => (_parent, _key, _index) = (parent, key, index);

    public DocumentPath Then(string key) => new(this, key, 0);

    public DocumentPath Then(int index) => new(this, null, index);

    public static string Escape(string key) =>
        key.AsSpan().ContainsAny('~', '/') ? key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : key;

    public override string ToString()
    {
        var parts = new Stack<string>();
        var at = this;
        for (; at._parent is { } parent; at = parent)
        {
            parts.Push(at._key is { } key ? Escape(key) : at._index.ToString(CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? at._key! : $"{at._key}/{string.Join('/', parts)}";
    }
}

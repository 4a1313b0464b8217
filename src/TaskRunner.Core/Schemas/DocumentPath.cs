using System.Globalization;

namespace TaskRunner.Schemas;

/// <summary>A place in a document, linked to its parent; the JSON pointer (RFC 6901) is written only when somebody asks.</summary>
internal sealed class DocumentPath
{
    private readonly string? _key;
    private readonly int _index;

    public DocumentPath? Parent { get; }

    public DocumentPath(string prefix = "") => _key = prefix;

    private DocumentPath(DocumentPath parent, string? key, int index) => (Parent, _key, _index) = (parent, key, index);

    /// <summary>The last step, where it is a key.</summary>
    public string? Last => Parent is null ? null : _key;

    public DocumentPath Then(string key) => new(this, key, 0);

    public DocumentPath Then(int index) => new(this, null, index);

    public static string Escape(string key) =>
        key.AsSpan().ContainsAny('~', '/') ? key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : key;

    public override string ToString()
    {
        var parts = new Stack<string>();
        var at = this;
        for (; at.Parent is { } parent; at = parent)
        {
            parts.Push(at._key is { } key ? Escape(key) : at._index.ToString(CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? at._key! : $"{at._key}/{string.Join('/', parts)}";
    }
}

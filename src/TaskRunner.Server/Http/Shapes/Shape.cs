using TaskRunner.Values;

namespace TaskRunner.Server.Http.Shapes;

/// <summary>
/// What a JSON document of the API looks like: a schema of the OpenAPI document. Documents may get new keys; those that are here stay and keep
/// their meaning. Every answer any test of the server gets is held against it.
/// </summary>
/// <param name="Name">What it is called in the OpenAPI document, and by other shapes.</param>
/// <param name="Text">What it is.</param>
/// <param name="Keys">Of the object.</param>
internal sealed record Shape(string Name, string Text, params IReadOnlyList<Key> Keys)
{
    /// <summary>The same with more keys.</summary>
    public Shape With(string name, string text, params IReadOnlyList<Key> more) => new(name, text, [.. Keys, .. more]);

    public MapValue ToSchema()
    {
        var required = Keys.Where(k => !k.IsOptional).Select(k => (Value)Value.From(k.Bare)).ToArray();
        return MapValue.Of(
            ("type", Value.From("object")),
            ("description", Value.From(Text)),
            ("properties", new MapValue([.. Keys.Select(k => new MapEntry(k.Bare, k.ToSchema()))])),
            ("required", new ListValue([.. required])));
    }
}

/// <summary>A key of a document.</summary>
/// <param name="Name">With a <c>?</c> at its end where it may be missing.</param>
/// <param name="Type">See <see cref="ShapeType"/>.</param>
/// <param name="Text">What it means, where the name does not say it.</param>
internal sealed record Key(string Name, string Type, string? Text = null)
{
    public bool IsOptional => Name.EndsWith('?');

    public string Bare => Name.TrimEnd('?');

    public MapValue ToSchema()
    {
        var schema = ShapeType.ToSchema(Type);
        return Text is null ? schema : schema.With("description", Value.From(Text));
    }
}

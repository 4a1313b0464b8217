using TaskRunner.Values;

namespace TaskRunner.Server.Http.Shapes;

/// <summary>
/// How types are written in the tables of routes and shapes: <c>string</c>, <c>integer</c>, <c>boolean</c>, <c>object</c>, <c>any</c>, <c>time</c>
/// (RFC 3339), words with <c>|</c> between them, or the name of a shape; with <c>[]</c> a list of these, in <c>{}</c> a map of these, with
/// <c>?</c> it may be null.
/// </summary>
internal static class ShapeType
{
    public static MapValue ToSchema(string type) => type switch
    {
        [.. var inner, '?'] => OrNull(ToSchema(inner)),
        [.. var inner, '[', ']'] => MapValue.Of(("type", Value.From("array")), ("items", ToSchema(inner))),
        ['{', .. var inner, '}'] => MapValue.Of(("type", Value.From("object")), ("additionalProperties", ToSchema(inner))),
        "any" => MapValue.Empty,
        "time" => MapValue.Of(("type", Value.From("string")), ("format", Value.From("date-time"))),
        "string" or "integer" or "number" or "boolean" or "object" => MapValue.Of(("type", Value.From(type))),
        _ when type.Contains('|', StringComparison.Ordinal) => MapValue.Of(
            ("type", Value.From("string")), ("enum", new ListValue([.. type.Split('|').Select(w => (Value)Value.From(w))]))),
        _ => MapValue.Of(("$ref", Value.From($"#/components/schemas/{type}"))),
    };

    private static MapValue OrNull(MapValue schema) => MapValue.Of(("anyOf", new ListValue([schema, MapValue.Of(("type", Value.From("null")))])));
}

using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>A value made up by a schema: what the author wrote as default, example or choice, else the smallest that fits the type's rules.</summary>
internal static class SampleValue
{
    private const int Deepest = 16;

    public static Value Of(SchemaNode schema, int depth = 0)
    {
        if (schema.Reference is { } target && depth < Deepest)
        {
            return Of(target, depth + 1);
        }

        var written = schema.UsableDefault ?? schema.Const
            ?? (schema.Enum is { IsDefaultOrEmpty: false } choices ? choices[0] : null)
            ?? (schema.Examples is [var example, ..] ? example : null);
        return written ?? (depth >= Deepest ? Value.Null : OfType(schema, depth));
    }

    private static Value OfType(SchemaNode schema, int depth)
    {
        var types = schema.Types;
        return types switch
        {
            _ when types.HasFlag(SchemaTypes.String) => Value.From(Text(schema)),
            _ when types.HasFlag(SchemaTypes.Integer) => Number(schema),
            _ when types.HasFlag(SchemaTypes.Boolean) => Value.True,
            _ when types.HasFlag(SchemaTypes.Object) => Map(schema, depth),
            _ when types.HasFlag(SchemaTypes.Array) => List(schema, depth),
            _ => Value.Null,
        };
    }

    private static string Text(SchemaNode schema)
    {
        var text = schema.Format switch
        {
            "uri" or "uri-reference" => "http://127.0.0.1/",
            "date" => "2026-01-01",
            "date-time" => "2026-01-01T00:00:00Z",
            "time" => "00:00:00Z",
            "duration" => "PT1S",
            "email" => "stub@example.org",
            "hostname" => "localhost",
            "ipv4" => "127.0.0.1",
            "ipv6" => "::1",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            "byte" => "c3R1Yg==",
            _ => "stub",
        };
        text = text.PadRight((int)Math.Min(schema.Strings?.MinLength ?? 0, 4096), 'x');
        return schema.Strings?.MaxLength is { } most && most < text.Length ? text[..(int)most] : text;
    }

    private static Value Number(SchemaNode schema)
    {
        var rules = schema.Numbers;
        return rules?.Minimum ?? (rules?.ExclusiveMinimum is { } above && above.TryGetInt64(out var low) ? new NumberValue(low + 1)
            : rules?.MultipleOf ?? rules?.Maximum ?? new NumberValue(rules?.ExclusiveMaximum is { } below && below.TryGetInt64(out var high) ? high - 1 : 1));
    }

    private static MapValue Map(SchemaNode schema, int depth) => new(
    [
        .. schema.Properties.Where(p => schema.Required.Contains(p.Name)).Select(p => new MapEntry(p.Name, Of(p.Schema, depth + 1))),
    ]);

    private static ListValue List(SchemaNode schema, int depth) => new(
    [
        .. Enumerable.Range(0, (int)Math.Min(schema.Lists?.MinItems ?? 0, 64)).Select(_ => schema.Items is { } item ? Of(item, depth + 1) : Value.Null),
    ]);
}

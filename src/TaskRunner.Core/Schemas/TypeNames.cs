using System.Collections.Frozen;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>Types by the names schemas use; messages show these names in every language.</summary>
internal static class TypeNames
{
    private static readonly (string Name, SchemaTypes Type)[] Ordered =
    [
        ("null", SchemaTypes.Null), ("boolean", SchemaTypes.Boolean), ("number", SchemaTypes.Number), ("integer", SchemaTypes.Integer),
        ("string", SchemaTypes.String), ("array", SchemaTypes.Array), ("object", SchemaTypes.Object),
    ];

    private static readonly FrozenDictionary<string, SchemaTypes> ByName = Ordered.ToFrozenDictionary(t => t.Name, t => t.Type, StringComparer.Ordinal);

    public static IEnumerable<string> All => ByName.Keys;

    public static bool TryGet(string name, out SchemaTypes type) => ByName.TryGetValue(name, out type);

    public static SchemaTypes TypeOf(Value value) => value switch
    {
        NullValue => SchemaTypes.Null,
        BooleanValue => SchemaTypes.Boolean,
        NumberValue n => n.TryGetInt64(out _) || ExactNumber.Parse(n.Literal).IsInteger ? SchemaTypes.Integer : SchemaTypes.Number,
        StringValue => SchemaTypes.String,
        ListValue => SchemaTypes.Array,
        MapValue => SchemaTypes.Object,
        _ => SchemaTypes.Scalar,
    };

    public static string Of(Value value) => value switch
    {
        NumberValue n => ExactNumber.Parse(n.Literal).IsInteger ? "integer" : "number",
        SecretValue => "secret",
        _ => Describe(TypeOf(value)),
    };

    /// <summary><c>string | null</c></summary>
    public static string Describe(SchemaTypes types)
    {
        var names = new List<string>();
        foreach (var (name, type) in Ordered)
        {
            var covered = type == SchemaTypes.Integer && types.HasFlag(SchemaTypes.Number);
            if (types.HasFlag(type) && !covered)
            {
                names.Add(name);
            }
        }

        // Null reads better at the end.
        return string.Join(" | ", names.OrderBy(n => n == "null"));
    }
}

using System.Collections.Immutable;
using TaskRunner.Expressions;
using TaskRunner.Schemas;

namespace TaskRunner.Packages.Checking;

/// <summary>
/// What a schema says of a value, as the check of expressions wants it. A map with declared keys counts as closed unless it
/// says otherwise, for answers that nobody declared are refused.
/// </summary>
internal static class SchemaShapes
{
    private const int DeepestLook = 6;

    public static Shape Of(Schema? schema) => schema is null ? MapShape.Empty : Of(schema.Root, DeepestLook);

    private static Shape Of(SchemaNode node, int depth)
    {
        var seen = SchemaShape.Of(node);
        var shape = depth == 0 ? Shape.Any : OfKind(node, seen, depth);
        return shape with { IsNullable = seen.Types.HasFlag(SchemaTypes.Null) && shape is not AnyShape, IsSecret = seen.IsSecret };
    }

    private static Shape OfKind(SchemaNode node, SchemaShape seen, int depth) => (seen.Types & ~SchemaTypes.Null) switch
    {
        SchemaTypes.Object => OfMap(node, seen, depth),
        SchemaTypes.Array => new ListShape(OneOf(seen.Items, depth)),
        SchemaTypes.String => new ScalarShape(ScalarKind.String, Among(node)),
        SchemaTypes.Boolean => new ScalarShape(ScalarKind.Boolean),
        SchemaTypes.Number or SchemaTypes.Integer => new ScalarShape(ScalarKind.Number, Among(node)),
        _ => Shape.Any,
    };

    private static MapShape OfMap(SchemaNode node, SchemaShape seen, int depth)
    {
        var members = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
        foreach (var (name, nodes) in seen.Properties)
        {
            var member = OneOf(nodes, depth);
            var isThere = seen.AlwaysThere.Contains(name) || nodes.Any(n => n.HasDefault || n.Extensions.Generate is not null);
            members[name] = isThere || member is AnyShape ? member : member with { IsNullable = true };
        }

        var isClosed = !seen.IsOpen || (members.Count > 0 && seen.Additional.IsEmpty && !SaysMore(node));
        return new MapShape(members.ToImmutable(), isClosed ? null : OneOf(seen.Additional, depth));
    }

    /// <summary>Where several schemas may hold, only one of them can be looked into.</summary>
    private static Shape OneOf(ImmutableArray<SchemaNode> nodes, int depth) =>
        nodes is [var only] ? Of(only, depth - 1) : Shape.Any with { IsSecret = nodes.Any(n => SchemaShape.Of(n).IsSecret) };

    private static bool SaysMore(SchemaNode node)
    {
        for (var at = node; at is not null; at = at.Reference)
        {
            if (at.AdditionalProperties is not null || at.Composition is not null || at.Extensions.PreserveUnknownFields)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Values.Value> Among(SchemaNode node) =>
        node.Enum.IsDefault || node.Enum.Any(v => v is Values.NullValue) ? [] : node.Enum;
}

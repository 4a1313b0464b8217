using System.Collections.Immutable;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// The shape of a value that a schema has accepted and filled in. A map whose properties are declared and that says nothing of
/// others has no others: unknown answers are errors, and what a package does not declare of the global configuration it does
/// not see. A question under <c>x-when</c> may be hidden and null. Recursive and very large schemas end in <see cref="Shape.Any"/>.
/// </summary>
public static class SchemaShapes
{
    /// <summary>Schema nodes that are looked at; beyond it a shape is not worth its memory.</summary>
    private const int MostNodes = 20_000;

    /// <summary>The shape of what a schema accepted; where there is no schema nothing is asked, so there is an empty map.</summary>
    public static Shape Of(Schema? schema) => schema is null ? MapShape.Empty : Of(schema.Root);

    public static Shape Of(SchemaNode node) => new Walk().Of(node);

    private sealed class Walk
    {
        private readonly HashSet<SchemaNode> _open = [];
        private int _seen;

        public Shape Of(SchemaNode node)
        {
            if (++_seen > MostNodes || !_open.Add(node))
            {
                return Shape.Any;
            }

            var seen = SchemaShape.Of(node);
            var shape = OfTypes(node, seen);
            _open.Remove(node);
            return shape with
            {
                IsNullable = shape is not AnyShape && seen.Types.HasFlag(SchemaTypes.Null),
                IsSecret = seen.IsSecret,
            };
        }

        private Shape OfTypes(SchemaNode node, SchemaShape seen) => (seen.Types & ~SchemaTypes.Null) switch
        {
            SchemaTypes.None => Shape.Null,
            SchemaTypes.Boolean => Scalar(node, ScalarKind.Boolean),
            SchemaTypes.Integer or SchemaTypes.Number => Scalar(node, ScalarKind.Number),
            SchemaTypes.String => Scalar(node, ScalarKind.String),
            SchemaTypes.Array => new ListShape(OfAll(seen.Items)),
            SchemaTypes.Object => OfMap(node, seen),
            _ => Shape.Any,
        };

        private static ScalarShape Scalar(SchemaNode node, ScalarKind kind)
        {
            var source = node;
            for (var steps = 0; source.Reference is { } target && steps < JsonReader.MaxDepth; steps++)
            {
                source = target;
            }

            ImmutableArray<Value> among = source.Const is { } only ? [only] : source.Enum.IsDefault ? [] : source.Enum;
            return new ScalarShape(kind, [.. among.Where(v => v is not NullValue)]);
        }

        private MapShape OfMap(SchemaNode node, SchemaShape seen)
        {
            var members = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
            foreach (var (name, nodes) in seen.Properties)
            {
                var shape = OfAll(nodes);
                var isThere = seen.AlwaysThere.Contains(name) || nodes.All(n => n.Extensions.Generate is not null);
                members[name] = isThere && nodes.All(n => n.Extensions.When is null) ? shape : Shapes.Nullable(shape);
            }

            return new MapShape(members.ToImmutable(), IsOpen(node, seen) ? OfAll(seen.Additional) : null);
        }

        private static bool IsOpen(SchemaNode node, SchemaShape seen) =>
            seen.IsOpen && (seen.Properties.IsEmpty || !seen.Additional.IsEmpty || SaysMore(node));

        /// <summary>Whether keys beyond the declared ones are spoken of, also where that is too tangled to tell.</summary>
        private static bool SaysMore(SchemaNode node)
        {
            var at = node;
            for (var steps = 0; at is not null && steps < JsonReader.MaxDepth; steps++)
            {
                if (at.AdditionalProperties is not null || at.Composition is not null || at.Extensions.PreserveUnknownFields)
                {
                    return true;
                }

                at = at.Reference;
            }

            return false;
        }

        private Shape OfAll(ImmutableArray<SchemaNode> nodes)
        {
            var shape = nodes.IsEmpty ? Shape.Any : Of(nodes[0]);
            foreach (var node in nodes.Skip(1))
            {
                shape = Shapes.Union(shape, Of(node));
            }

            return shape;
        }
    }
}

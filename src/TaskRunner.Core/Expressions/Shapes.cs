using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>The algebra of shapes that the check needs.</summary>
internal static class Shapes
{
    public static ScalarShape Boolean { get; } = new(ScalarKind.Boolean);

    /// <summary>The shape of a value that is known.</summary>
    public static Shape Of(Value value) => value switch
    {
        NullValue => Shape.Null,
        BooleanValue => new ScalarShape(ScalarKind.Boolean, [value]),
        NumberValue => new ScalarShape(ScalarKind.Number, [value]),
        StringValue => new ScalarShape(ScalarKind.String, [value]),
        ListValue list => new ListShape(list.Items.IsEmpty ? Shape.Any : list.Items.Select(Of).Aggregate(Union)),
        MapValue map => MapShape.Of([.. map.Entries.Select(e => (e.Key, Of(e.Value)))]),
        _ => Shape.Any with { IsSecret = true },
    };

    /// <summary>All kinds of values it may be.</summary>
    public static Kinds KindsOf(Shape shape)
    {
        var kinds = shape switch
        {
            NullShape => Kinds.Null,
            ScalarShape { Kind: ScalarKind.Boolean } => Kinds.Boolean,
            ScalarShape { Kind: ScalarKind.Number } => Kinds.Number,
            ScalarShape => Kinds.String,
            ListShape => Kinds.List,
            MapShape => Kinds.Map,
            _ => Kinds.Any,
        };
        return shape.IsNullable || shape.NullWhenSkipped is not null ? kinds | Kinds.Null : kinds;
    }

    public static Shape Nullable(Shape shape) => shape is AnyShape or NullShape or { IsNullable: true } ? shape : shape with { IsNullable = true };

    /// <summary>What is left when it is not null; of null alone nothing is, so anything.</summary>
    public static Shape NotNull(Shape shape) =>
        shape is NullShape ? Nothing : shape with { IsNullable = false, NullWhenSkipped = null };

    /// <summary>What is one or the other.</summary>
    public static Shape Union(Shape a, Shape b)
    {
        if (ReferenceEquals(a, Nothing) || ReferenceEquals(b, Nothing))
        {
            return ReferenceEquals(a, Nothing) ? b : a;
        }

        if (a is NullShape || b is NullShape)
        {
            var other = a is NullShape ? b : a;
            return Nullable(other) with { IsSecret = a.IsSecret || b.IsSecret };
        }

        var merged = Merge(a, b);
        return merged with
        {
            IsNullable = a.IsNullable || b.IsNullable,
            IsSecret = merged.IsSecret || a.IsSecret || b.IsSecret,
            NullWhenSkipped = a.NullWhenSkipped ?? b.NullWhenSkipped,
        };
    }

    /// <summary>Stands for no value at all; never leaves this file's callers, for an operand always follows it.</summary>
    private static Shape Nothing { get; } = new AnyShape();

    private static Shape Merge(Shape a, Shape b) => (a, b) switch
    {
        (ScalarShape x, ScalarShape y) when x.Kind == y.Kind =>
            new ScalarShape(x.Kind, x.Among.IsEmpty || y.Among.IsEmpty ? [] : [.. x.Among.Union(y.Among)]),
        (ListShape x, ListShape y) => new ListShape(Union(x.Item, y.Item)),
        (MapShape x, MapShape y) => MergeMaps(x, y),
        _ => Shape.Any with { IsSecret = a.HoldsSecret || b.HoldsSecret },
    };

    private static MapShape MergeMaps(MapShape a, MapShape b)
    {
        var members = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
        foreach (var name in a.Members.Keys.Union(b.Members.Keys))
        {
            members[name] = Union(
                a.Members.GetValueOrDefault(name) ?? a.Additional ?? Shape.Null,
                b.Members.GetValueOrDefault(name) ?? b.Additional ?? Shape.Null);
        }

        var additional = a.Additional is null || b.Additional is null ? a.Additional ?? b.Additional : Union(a.Additional, b.Additional);
        return new MapShape(members.ToImmutable(), additional);
    }
}

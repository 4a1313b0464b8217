using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// What is known before the run about a value: the types of the check. The hierarchy is closed. Unknown things are
/// <see cref="AnyShape"/>, about which nothing is ever reported.
/// </summary>
public abstract record Shape
{
    private protected Shape()
    {
    }

    public static Shape Any { get; } = new AnyShape();

    public static Shape Null { get; } = new NullShape();

    /// <summary>May be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Is a secret (for a list or map: as a whole).</summary>
    public bool IsSecret { get; init; }

    /// <summary>Is a secret or holds one at any depth, so that what is made from all of it is one.</summary>
    public bool HoldsSecret => IsSecret || this switch
    {
        ListShape list => list.Item.HoldsSecret,
        MapShape map => map.Additional is { HoldsSecret: true } || map.Members.Values.Any(m => m.HoldsSecret),
        _ => false,
    };

    /// <summary>
    /// The task whose being skipped makes this null, or null: reading it then demands <c>??</c>, <c>default</c> or a test.
    /// Set by the caller, who knows the conditions of reader and task.
    /// </summary>
    public string? NullWhenSkipped { get; init; }
}

/// <summary>Not known.</summary>
public sealed record AnyShape : Shape;

/// <summary>Always null.</summary>
public sealed record NullShape : Shape;

/// <summary>A boolean, number or string; <see cref="Among"/> lists all it can be where that is known (an <c>enum</c>, a literal), else empty.</summary>
public sealed record ScalarShape(ScalarKind Kind, ImmutableArray<Value> Among) : Shape
{
    public ScalarShape(ScalarKind kind)
        : this(kind, [])
    {
    }
}

public enum ScalarKind
{
    Boolean,
    Number,
    String,
}

public sealed record ListShape(Shape Item) : Shape;

/// <summary>A map: its known members, and what any other is; <see cref="Additional"/> null: there is no other.</summary>
public sealed record MapShape(ImmutableDictionary<string, Shape> Members, Shape? Additional) : Shape
{
    public static MapShape Empty { get; } = new(ImmutableDictionary<string, Shape>.Empty, null);

    public static MapShape Of(params ReadOnlySpan<(string Name, Shape Shape)> members)
    {
        var builder = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
        foreach (var (name, shape) in members)
        {
            builder[name] = shape;
        }

        return new MapShape(builder.ToImmutable(), null);
    }

    /// <summary>This map with one more member, or another shape for it.</summary>
    public MapShape With(string name, Shape shape) => this with { Members = Members.SetItem(name, shape) };
}

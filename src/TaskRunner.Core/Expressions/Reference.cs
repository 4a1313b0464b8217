using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// A chain of members an expression reads, as far as it can be told without evaluating: <c>tasks.database.outputs.host</c>,
/// <c>services['shop-db']</c>, and of <c>config[each.key].x</c> the root <c>config</c> alone.
/// </summary>
public sealed class Reference
{
    private readonly ScalarPlace _place;
    private readonly int _start;
    private readonly int _end;

    internal Reference(ScalarPlace place, int start, int end, string root, ImmutableArray<string> path) =>
        (_place, _start, _end, Root, Path) = (place, start, end, root, path);

    /// <summary><c>config</c>, <c>tasks</c>, <c>services</c> …</summary>
    public string Root { get; }

    /// <summary>The members after the root, outermost first; may be empty.</summary>
    public ImmutableArray<string> Path { get; }

    /// <summary>What follows <see cref="Path"/> is computed (<c>[each.key]</c>): any member below it may be read.</summary>
    public bool IsPartial { get; internal init; }

    /// <summary>Null is provided for: a <c>?.</c> is in the chain, <c>??</c> or <c>default</c> follows, or it is compared with null.</summary>
    public bool IsGuarded { get; internal init; }

    /// <summary>Only whether it is null is asked, which is no secret.</summary>
    internal bool OnlyComparedWithNull { get; init; }

    /// <summary>Where it stands in the user's file; found when asked for.</summary>
    public SourceSpan Span => _place.At(_start, _end);

    /// <summary>
    /// Whether the value it reads from these (where secrets are still <see cref="SecretValue"/>) is, lies in, or holds a secret.
    /// </summary>
    public bool IsSecretIn(MapValue sealedScope)
    {
        Value? value = sealedScope[Root];
        foreach (var name in Path)
        {
            value = value switch
            {
                SecretValue => value,
                MapValue map => map[name],
                ListValue list when int.TryParse(name, out var at) && at < list.Items.Length && at >= 0 => list.Items[at],
                _ => null,
            };
        }

        return value is not null && DerivedSecret.IsIn(value);
    }

    public override string ToString() => Path.IsEmpty ? Root : $"{Root}.{string.Join('.', Path)}";
}

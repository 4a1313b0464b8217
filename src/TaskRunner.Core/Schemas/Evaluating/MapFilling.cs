using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>
/// Gives absent properties their defaults. A property without one that is an object of properties with defaults is made of
/// those, so that <c>global.database.kind</c> is there though nobody wrote <c>database</c>; unless something in it is required
/// and has none: then it stays absent, or, where the property itself is required, shows what is missing inside.
/// </summary>
internal sealed class MapFilling(Evaluation evaluation, Judgement judgement, MapRules rules)
{
    public MapValue Run(MapValue map)
    {
        ImmutableArray<MapEntry>.Builder? filled = null;
        foreach (var (name, schema, _) in rules.Properties)
        {
            if (schema.Fill == FillKind.Nothing || map.ContainsKey(name) || evaluation.IsHidden(schema))
            {
                continue;
            }

            if (Make(map, name, schema) is { } value)
            {
                (filled ??= map.Entries.ToBuilder()).Add(new MapEntry(name, value));
                Track(name);
            }
        }

        return filled is null ? map : new MapValue(filled.DrainToImmutable(), map.Span);
    }

    private Value? Make(MapValue map, string name, SchemaNode schema)
    {
        var at = judgement.At.Then(name);
        if (schema.Fill == FillKind.Default)
        {
            return evaluation.TryFill(schema, schema.UsableDefault!, at, out var filled) ? Take(filled) : null;
        }

        var isMade = evaluation.TryFill(schema, new MapValue([], map.Span), at, out var made)
            && made.Value is MapValue { Entries.Length: > 0 }
            && (made.IsValid || rules.Required.Contains(name));
        return isMade ? Take(made) : null;
    }

    /// <summary>With what is wrong in it: an optional map around this one must know that it cannot be made.</summary>
    private Value Take(Judgement made)
    {
        judgement.Absorb(made);
        return made.Value;
    }

    private void Track(string name)
    {
        if (evaluation.TracksEvaluated)
        {
            judgement.Parts.AddKey(name);
        }
    }
}

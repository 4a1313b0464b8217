using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>
/// Lays answers over answers: maps merge deeply, everything else replaces. Null means "not answered" (what an earlier layer
/// said is taken back and the default counts again) unless the question can be answered with null.
/// </summary>
internal static class AnswerMerge
{
    public static Value Over(Value? below, Value above, SchemaFacets facets)
    {
        if (below is not MapValue under || above is not MapValue over || facets.IsSecret)
        {
            return above;
        }

        var kept = ForgetOtherAlternative(under, over, facets);
        var entries = kept.Entries.ToBuilder();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            places[entries[i].Key] = i;
        }

        foreach (var entry in over.Entries)
        {
            if (places.TryGetValue(entry.Key, out var at))
            {
                entries[at] = entry with { Value = Over(entries[at].Value, entry.Value, facets.Property(entry.Key)) };
            }
            else
            {
                entries.Add(entry);
            }
        }

        return new MapValue(entries.ToImmutable(), over.Span);
    }

    /// <summary>A scope's answers without the nulls that mean "not answered".</summary>
    public static MapValue Pruned(MapValue answers, SchemaFacets facets) => Prune(answers, facets) as MapValue ?? MapValue.Empty;

    /// <returns>Null where nothing is left: a map of nothing but "not answered" is not answered itself; one written as empty is.</returns>
    private static Value? Prune(Value value, SchemaFacets facets)
    {
        switch (value)
        {
            case NullValue when facets.AsksNothing || facets.AllowsNull:
                return value;
            case NullValue:
                return null;
            case MapValue map when !facets.IsSecret:
                var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
                foreach (var entry in map.Entries)
                {
                    if (Prune(entry.Value, facets.Property(entry.Key)) is { } left)
                    {
                        entries.Add(entry with { Value = left });
                    }
                }

                return entries.Count == 0 && map.Entries.Length > 0 ? null : new MapValue(entries.DrainToImmutable(), map.Span);
            case ListValue list when !facets.IsSecret:
                // A null among the items of a list has a place; taking it out would move the others.
                return new ListValue([.. list.Items.Select((item, i) => Prune(item, facets.Item(i)) ?? item)], list.Span);
            default:
                return value;
        }
    }

    /// <summary>Where a later layer chooses another alternative, the answers to the earlier one's own questions go with it.</summary>
    private static MapValue ForgetOtherAlternative(MapValue under, MapValue over, SchemaFacets facets)
    {
        var chooser = facets.All.Select(n => n.Composition?.Discriminator?.Property).OfType<string>()
            .FirstOrDefault(p => over[p] is not (null or NullValue) && under[p] is { } before && !before.Equals(over[p]));
        if (chooser is null)
        {
            return under;
        }

        var common = facets.Certain.SelectMany(n => n.Properties.Names).ToHashSet(StringComparer.Ordinal);
        return new MapValue([.. under.Entries.Where(e => e.Key == chooser || common.Contains(e.Key))], under.Span);
    }
}

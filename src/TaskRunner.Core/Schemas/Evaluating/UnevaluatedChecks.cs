using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary><c>unevaluatedProperties</c> and <c>unevaluatedItems</c>: what no schema of the value has spoken about.</summary>
internal static class UnevaluatedChecks
{
    public static void Run(Evaluation evaluation, Judgement judgement)
    {
        if (judgement.Value is MapValue map && judgement.Node.Maps?.UnevaluatedProperties is { } forKeys)
        {
            judgement.Value = Keys(evaluation, judgement, map, forKeys);
            judgement.Parts.AddAllKeys();
        }
        else if (judgement.Value is ListValue list && judgement.Node.Lists?.UnevaluatedItems is { } forItems)
        {
            judgement.Value = Items(evaluation, judgement, list, forItems);
            judgement.Parts.AddFirstItems(int.MaxValue);
        }
    }

    private static MapValue Keys(Evaluation evaluation, Judgement judgement, MapValue map, SchemaNode schema)
    {
        var entries = map.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            var at = judgement.At.Then(entry.Key);
            if (judgement.Parts.HasKey(entry.Key))
            {
                continue;
            }

            if (schema.Verdict == false)
            {
                judgement.Add(MapChecks.UnknownKey(judgement.Node, "unevaluatedProperties", map, entry, at, judgement.Node.Properties.Names));
                continue;
            }

            var part = evaluation.JudgePart(judgement, schema, entry.Value, at);
            entries = ReferenceEquals(part.Value, entry.Value) ? entries : entries.SetItem(i, entry with { Value = part.Value });
        }

        return entries == map.Entries ? map : new MapValue(entries, map.Span);
    }

    private static ListValue Items(Evaluation evaluation, Judgement judgement, ListValue list, SchemaNode schema)
    {
        var items = list.Items;
        for (var i = 0; i < items.Length; i++)
        {
            if (judgement.Parts.HasItem(i))
            {
                continue;
            }

            if (schema.Verdict == false)
            {
                judgement.Add(new Breach("TR2076", judgement.Node, "unevaluatedItems", judgement.At.Then(i), items[i].Span, [$"{i}"]));
                continue;
            }

            var part = evaluation.JudgePart(judgement, schema, items[i], judgement.At.Then(i));
            items = ReferenceEquals(part.Value, items[i]) ? items : items.SetItem(i, part.Value);
        }

        return items == list.Items ? list : new ListValue(items, list.Span);
    }
}

using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks of maps and of their values; absent properties get their defaults first.</summary>
internal sealed class MapChecks(Evaluation evaluation, Judgement judgement, MapRules rules)
{
    public static void Run(Evaluation evaluation, Judgement judgement, MapValue map) =>
        new MapChecks(evaluation, judgement, judgement.Node.Maps!).Run(map);

    private void Run(MapValue map)
    {
        var present = JudgeEntries(map);
        var filled = evaluation.Options.AppliesDefaults ? new MapFilling(evaluation, judgement, rules).Run(present) : present;
        judgement.Value = filled;
        Required(filled);
        Counts(filled.Entries.Length);
        foreach (var (_, dependent, _) in rules.DependentSchemas.Where(d => filled.ContainsKey(d.Name)))
        {
            evaluation.Include(judgement, dependent);
        }
    }

    private MapValue JudgeEntries(MapValue map)
    {
        ImmutableArray<MapEntry>.Builder? changed = null;
        for (var i = 0; i < map.Entries.Length; i++)
        {
            var entry = map.Entries[i];
            var value = JudgeEntry(map, entry);
            if (!ReferenceEquals(value, entry.Value))
            {
                changed ??= map.Entries.ToBuilder();
                changed[i] = entry with { Value = value };
            }
        }

        return changed is null ? map : new MapValue(changed.MoveToImmutable(), map.Span);
    }

    private Value JudgeEntry(MapValue map, MapEntry entry)
    {
        var at = judgement.At.Then(entry.Key);
        var value = entry.Value;
        var isDeclared = rules.Properties.TryGet(entry.Key, out var property);
        if (property is not null && !evaluation.IsHidden(property))
        {
            value = JudgeValue(property, entry, value, at);
        }

        foreach (var (pattern, schema) in rules.PatternProperties)
        {
            if (StringChecks.TryMatch(judgement, "patternProperties", pattern, entry.Key) == true)
            {
                isDeclared = true;
                value = JudgeValue(schema, entry, value, at);
            }
        }

        if (!isDeclared && rules.AdditionalProperties is { } additional)
        {
            isDeclared = true;
            value = JudgeAdditional(map, additional, entry, at);
        }

        if (isDeclared && evaluation.TracksEvaluated)
        {
            judgement.Parts.AddKey(entry.Key);
        }

        JudgeName(entry, at);
        return value;
    }

    private Value JudgeValue(SchemaNode schema, MapEntry entry, Value value, DocumentPath at)
    {
        if (schema.Verdict != false)
        {
            return evaluation.JudgePart(judgement, schema, value, at).Value;
        }

        judgement.Add(new Breach("TR2055", schema, "", at, KeySpan(entry), [entry.Key]));
        return value;
    }

    private Value JudgeAdditional(MapValue map, SchemaNode additional, MapEntry entry, DocumentPath at)
    {
        if (additional.Verdict == false && !judgement.Node.Extensions.PreserveUnknownFields)
        {
            judgement.Add(UnknownKey(judgement.Node, "additionalProperties", map, entry, at, rules.Properties.Names));
            return entry.Value;
        }

        return additional.Verdict is null ? JudgeValue(additional, entry, entry.Value, at) : entry.Value;
    }

    public static Breach UnknownKey(SchemaNode node, string keyword, MapValue map, MapEntry entry, DocumentPath at, IEnumerable<string> known) =>
        new("TR2054", node, keyword, at, KeySpan(entry), [entry.Key])
        {
            DidYouMean = NearestName.Of(entry.Key, known.Where(name => !map.ContainsKey(name))),
        };

    private void JudgeName(MapEntry entry, DocumentPath at)
    {
        if (rules.PropertyNames is { } names && !evaluation.Judge(names, new StringValue(entry.Key, KeySpan(entry)), at).IsValid)
        {
            judgement.Add(new Breach("TR2074", names, "", at, KeySpan(entry), [entry.Key]));
        }
    }

    private void Required(MapValue map)
    {
        foreach (var name in rules.Required)
        {
            if (!map.ContainsKey(name) && !IsHidden(judgement.Node, name))
            {
                judgement.Breach("TR2053", "required", name);
            }
        }

        foreach (var (property, required) in rules.DependentRequired)
        {
            foreach (var name in map.ContainsKey(property) ? required : [])
            {
                if (!map.ContainsKey(name) && !IsHidden(judgement.Node, name))
                {
                    judgement.Breach("TR2073", "dependentRequired", name, property);
                }
            }
        }
    }

    /// <summary>A hidden question is not required, wherever beside the requirement it is declared.</summary>
    private bool IsHidden(SchemaNode node, string name) =>
        (node.Properties.TryGet(name, out var property) && evaluation.IsHidden(property))
        || (node.Reference is { } reference && IsHidden(reference, name))
        || (node.Composition is { } composition && composition.AllOf.Any(branch => IsHidden(branch, name)));

    private void Counts(int count)
    {
        if (count < rules.MinProperties)
        {
            judgement.Breach("TR2071", "minProperties", $"{rules.MinProperties}", $"{count}");
        }

        if (count > rules.MaxProperties)
        {
            judgement.Breach("TR2072", "maxProperties", $"{rules.MaxProperties}", $"{count}");
        }
    }

    private static Values.SourceSpan KeySpan(MapEntry entry) => entry.KeySpan == default ? entry.Value.Span : entry.KeySpan;
}

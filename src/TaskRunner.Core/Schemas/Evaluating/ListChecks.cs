using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks of lists.</summary>
internal static class ListChecks
{
    public static void Run(Evaluation evaluation, Judgement judgement, ListValue list)
    {
        var rules = judgement.Node.Lists!;
        Counts(judgement, rules, list.Items.Length);
        Items(evaluation, judgement, rules, list);
        if (rules.UniqueItems)
        {
            Unique(judgement, list);
        }

        if (rules.Contains is { } contains)
        {
            Contains(evaluation, judgement, contains, list);
        }
    }

    private static void Counts(Judgement judgement, ListRules rules, int count)
    {
        if (count < rules.MinItems)
        {
            judgement.Breach("TR2066", "minItems", $"{rules.MinItems}", $"{count}");
        }

        if (count > rules.MaxItems)
        {
            judgement.Breach("TR2067", "maxItems", $"{rules.MaxItems}", $"{count}");
        }
    }

    private static void Items(Evaluation evaluation, Judgement judgement, ListRules rules, ListValue list)
    {
        ImmutableArray<Value>.Builder? changed = null;
        for (var i = 0; i < list.Items.Length; i++)
        {
            var schema = i < rules.PrefixItems.Length ? rules.PrefixItems[i] : rules.Items;
            if (schema is null)
            {
                break;
            }

            if (schema.Verdict == false)
            {
                judgement.Add(new Breach("TR2076", schema, "", judgement.At.Then(i), list.Items[i].Span, [$"{i}"]));
                continue;
            }

            var part = evaluation.JudgePart(judgement, schema, list.Items[i], judgement.At.Then(i));
            if (!ReferenceEquals(part.Value, list.Items[i]))
            {
                changed ??= list.Items.ToBuilder();
                changed[i] = part.Value;
            }
        }

        if (changed is not null)
        {
            judgement.Value = new ListValue(changed.MoveToImmutable(), list.Span);
        }

        if (evaluation.TracksEvaluated)
        {
            judgement.Parts.AddFirstItems(rules.Items is null ? rules.PrefixItems.Length : int.MaxValue);
        }
    }

    private static void Unique(Judgement judgement, ListValue list)
    {
        var seen = new Dictionary<Value, int>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (!seen.TryAdd(list.Items[i], i))
            {
                judgement.Add(new Breach(
                    "TR2068", judgement.Node, "uniqueItems", judgement.At.Then(i), list.Items[i].Span, [$"{i}", $"{seen[list.Items[i]]}"]));
            }
        }
    }

    private static void Contains(Evaluation evaluation, Judgement judgement, SchemaNode contains, ListValue list)
    {
        var (sure, possible) = (0, 0);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var part = evaluation.Judge(contains, list.Items[i], judgement.At.Then(i));
            sure += part.Fits ? 1 : 0;
            possible += part.IsValid && !part.IsCoerced ? 1 : 0;
            if (evaluation.TracksEvaluated && part.IsValid)
            {
                judgement.Parts.AddItem(i);
            }
        }

        var rules = judgement.Node.Lists!;
        if (possible < (rules.MinContains ?? 1))
        {
            judgement.Breach("TR2069", "contains", $"{rules.MinContains ?? 1}", $"{possible}");
        }

        if (sure > rules.MaxContains)
        {
            judgement.Breach("TR2070", "maxContains", $"{rules.MaxContains}", $"{sure}");
        }
    }
}

using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks by schemas put together. Values are filled in by what is known to apply: <c>allOf</c>, the one branch of a choice, <c>then</c>.</summary>
internal static class CompositionChecks
{
    public static void Run(Evaluation evaluation, Judgement judgement)
    {
        if (judgement.Node.Composition is not { } rules)
        {
            return;
        }

        foreach (var part in rules.AllOf)
        {
            evaluation.Include(judgement, part);
        }

        if (!rules.AnyOf.IsEmpty)
        {
            new Choice(evaluation, judgement, rules, "anyOf", rules.AnyOf).Run();
        }

        if (!rules.OneOf.IsEmpty)
        {
            new Choice(evaluation, judgement, rules, "oneOf", rules.OneOf).Run();
        }

        if (rules.Not is { } not && evaluation.Judge(not, judgement.Value, judgement.At).Fits)
        {
            judgement.Breach("TR2083", "not");
        }

        Condition(evaluation, judgement, rules);
    }

    private static void Condition(Evaluation evaluation, Judgement judgement, CompositionRules rules)
    {
        if (rules.If is not { } condition)
        {
            return;
        }

        var held = evaluation.Judge(condition, judgement.Value, judgement.At);
        if (held.IsValid && held.IsUnsure)
        {
            judgement.IsUnsure = true; // neither branch can be demanded
            return;
        }

        if (held.Fits && held.Evaluated is { } parts)
        {
            judgement.Parts.Add(parts);
        }

        if ((held.Fits ? rules.Then : rules.Else) is { } next)
        {
            evaluation.Include(judgement, next);
        }
    }
}

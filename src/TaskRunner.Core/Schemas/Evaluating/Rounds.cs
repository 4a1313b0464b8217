using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>
/// Repeats passes until the value no longer changes, so that errors are those of the completed value and evaluating the result
/// again changes nothing.
/// </summary>
internal static class Rounds
{
    private const int Most = 100;

    public static Outcome Run(SchemaNode root, Value instance, EvaluationOptions options, bool tracksEvaluated, Budget budget)
    {
        var path = new DocumentPath(options.PointerPrefix);
        var value = instance;
        Value? completed = options.IsAsked is null ? instance : null;
        for (var round = 0; round < Most; round++)
        {
            var evaluation = new Evaluation(tracksEvaluated, options, completed, budget);
            _ = evaluation.TryFill(root, value, path, out var judgement);
            if (evaluation.IsExhausted || evaluation.EndlessDefault)
            {
                return new Outcome(instance, [Cost("TR2080", judgement)]) { IsExhausted = evaluation.IsExhausted, EndlessDefault = evaluation.EndlessDefault };
            }

            if (ReferenceEquals(judgement.Value, value) && completed is not null)
            {
                return new Outcome(value, judgement.Breaches ?? []);
            }

            completed = value = judgement.Value;
        }

        return new Outcome(instance, [Cost("TR2082", new Judgement(root, instance, path))]);
    }

    private static Breach Cost(string code, Judgement judgement) =>
        new(code, judgement.Node, "", judgement.At, judgement.Value.Span, []);
}

/// <summary>The end of an evaluation.</summary>
internal sealed record Outcome(Value Value, IReadOnlyList<Breach> Breaches)
{
    public bool IsExhausted { get; init; }

    public bool EndlessDefault { get; init; }
}

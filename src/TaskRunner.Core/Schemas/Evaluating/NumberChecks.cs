using TaskRunner.Schemas.Formats;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks of numbers, without rounding.</summary>
internal static class NumberChecks
{
    public static void Run(Judgement judgement, NumberValue number, EvaluationOptions options)
    {
        if (judgement.Node.Numbers is { } rules)
        {
            Limits(judgement, rules, ExactNumber.Parse(number.Literal));
        }

        if (judgement.Node.Format is { } format && options.ChecksFormats && !NumberFormats.IsMatch(format, number))
        {
            judgement.Breach("TR2064", "format", format);
        }
    }

    private static void Limits(Judgement judgement, NumberRules rules, ExactNumber number)
    {
        if (rules.Minimum is { } minimum && number < Exact(minimum))
        {
            judgement.Breach("TR2056", "minimum", minimum.Literal);
        }

        if (rules.Maximum is { } maximum && number > Exact(maximum))
        {
            judgement.Breach("TR2057", "maximum", maximum.Literal);
        }

        // In 3.0 the limit stands in `minimum` and `exclusiveMinimum` is true; both names lead a reader there.
        if (rules.ExclusiveMinimum is { } above && number <= Exact(above))
        {
            judgement.Breach("TR2058", "exclusiveMinimum", above.Literal);
        }

        if (rules.ExclusiveMaximum is { } below && number >= Exact(below))
        {
            judgement.Breach("TR2059", "exclusiveMaximum", below.Literal);
        }

        if (rules.MultipleOf is { } step && !number.IsMultipleOf(Exact(step)))
        {
            judgement.Breach("TR2060", "multipleOf", step.Literal);
        }
    }

    private static ExactNumber Exact(NumberValue number) => ExactNumber.Parse(number.Literal);
}

using TaskRunner.Schemas.Formats;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>Checks of strings.</summary>
internal static class StringChecks
{
    public static void Run(Judgement judgement, StringValue value, EvaluationOptions options)
    {
        var rules = judgement.Node.Strings!;
        if (rules.MinLength is not null || rules.MaxLength is not null)
        {
            Lengths(judgement, rules, CodePoints(value.Text));
        }

        if (rules.Pattern is { } pattern)
        {
            Match(judgement, "pattern", pattern, value.Text);
        }

        if (rules.Format is { } format && options.ChecksFormats && !StringFormats.IsMatch(format, value.Text))
        {
            judgement.Breach("TR2064", "format", format);
        }
    }

    /// <summary>Whether the pattern is found; a text that takes it too long breaches the keyword.</summary>
    public static bool? TryMatch(Judgement judgement, string keyword, SchemaPattern pattern, string text)
    {
        var matches = pattern.TryMatch(text);
        if (matches is null)
        {
            judgement.Breach("TR2065", keyword, pattern.Source);
        }

        return matches;
    }

    private static void Match(Judgement judgement, string keyword, SchemaPattern pattern, string text)
    {
        if (TryMatch(judgement, keyword, pattern, text) == false)
        {
            judgement.Breach("TR2063", keyword, pattern.Source);
        }
    }

    private static void Lengths(Judgement judgement, StringRules rules, int length)
    {
        if (length < rules.MinLength)
        {
            judgement.Breach("TR2061", "minLength", $"{rules.MinLength}");
        }

        if (length > rules.MaxLength)
        {
            judgement.Breach("TR2062", "maxLength", $"{rules.MaxLength}");
        }
    }

    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}

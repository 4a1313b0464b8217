using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Prompting;

/// <summary>What a person typed, understood.</summary>
/// <param name="Value">The answer; null: nothing was answered, or a proposal was left as it is.</param>
/// <param name="Errors">Why it could not be understood.</param>
internal sealed record PromptAnswer(Value? Value, ImmutableArray<Diagnostic> Errors)
{
    private static readonly PromptAnswer Nothing = new(null, []);

    public QuestionAlternative? Taken { get; private init; }

    public bool IsYes { get; private init; }

    /// <summary>How a question is put.</summary>
    public static PromptQuestion Ask(Question question, Value? answer)
    {
        var proposal = answer ?? question.Default;
        var text = proposal is null or SecretValue ? null : Show(proposal);
        return question.Kind switch
        {
            _ when question.IsSecret => new PromptQuestion.Line(question, null, true),
            QuestionKind.Choice => new PromptQuestion.Choice(question, [.. question.Choices.Select(c => Show(c) ?? "")], proposal is null ? null : Show(proposal)),
            QuestionKind.Boolean => new PromptQuestion.YesNo(question, (proposal as BooleanValue)?.Value, false),
            _ => new PromptQuestion.Line(question, text, false),
        };
    }

    public static PromptAnswer Read(PromptQuestion asked, string text) => asked switch
    {
        PromptQuestion.Choice choice => ReadChoice(choice, text.Trim()),
        PromptQuestion.YesNo yesNo => ReadYesNo(yesNo, text.Trim()),
        PromptQuestion.Alternative alternative => ReadAlternative(alternative, text.Trim()),
        PromptQuestion.Line line => ReadLine(line, text),
        _ => throw new InvalidOperationException("the hierarchy of prompts is closed; this is a bug"),
    };

    private static PromptAnswer ReadLine(PromptQuestion.Line line, string text)
    {
        var question = line.Question;
        if (text.Length == 0)
        {
            var isNeeded = line.Proposal is null && question is { IsRequired: true, IsNullable: false, Generate: null };
            return isNeeded ? Wrong("TR3040", SourceSpan.None) : Nothing;
        }

        // A name of its own for the text: the place of an error is in what was just typed.
        var source = SourceText.FromString(question.Path, text);
        var span = new SourceSpan(source, 0, source.Length);
        if (question.Facets.IsText || (question.IsSecret && question.Facets.Types.HasFlag(Schemas.SchemaTypes.String)))
        {
            return new PromptAnswer(new StringValue(text, question.IsSecret ? SourceSpan.None : span), []);
        }

        if (question.Kind is QuestionKind.Integer or QuestionKind.Number)
        {
            return new PromptAnswer(YamlReader.ReadScalar(text.Trim(), span), []);
        }

        var diagnostics = new DiagnosticBag();
        var value = YamlReader.Read(source, diagnostics);
        return value is null && question.IsSecret ? Wrong("TR3041", SourceSpan.None) : new PromptAnswer(value, [.. diagnostics.Items]);
    }

    private static PromptAnswer ReadChoice(PromptQuestion.Choice choice, string text)
    {
        if (text.Length == 0 && (choice.Proposal is not null || !choice.Question.IsRequired))
        {
            return Nothing;
        }

        var at = choice.Options.IndexOf(text);
        at = at < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : at;
        return at >= 0 && at < choice.Options.Length
            ? new PromptAnswer(choice.Question.Choices[at], [])
            : Wrong("TR3042", choice.Options.Length, NearestName.Of(text, choice.Options));
    }

    private static PromptAnswer ReadAlternative(PromptQuestion.Alternative alternative, string text)
    {
        if (text.Length == 0 && !alternative.Question.IsRequired)
        {
            return Nothing;
        }

        var names = alternative.Options.Select(o => o.Default).ToList();
        var at = names.IndexOf(text);
        at = at < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : at;
        return at >= 0 && at < names.Count
            ? Nothing with { Taken = alternative.Question.Alternatives[at] }
            : Wrong("TR3042", names.Count, NearestName.Of(text, names));
    }

    private static PromptAnswer ReadYesNo(PromptQuestion.YesNo asked, string text)
    {
        bool? meant = text.ToLowerInvariant() switch
        {
            "y" or "yes" or "true" or "是" => true,
            "n" or "no" or "false" or "否" => false,
            "" => asked.Proposal,
            _ => null,
        };
        var isUnsaid = text.Length == 0 && (meant is not null || !asked.Question.IsRequired);
        if (meant is null && !isUnsaid)
        {
            return Wrong("TR3043", SourceSpan.None);
        }

        return (asked.OpensGroup || isUnsaid ? Nothing : new PromptAnswer(Value.From(meant!.Value), [])) with { IsYes = meant == true };
    }

    /// <summary>A text as it is, unless it would do something to the terminal; everything else as YAML on one line.</summary>
    private static string? Show(Value value) => value is StringValue text && !text.Text.Any(char.IsControl) ? text.Text
        : HoldsSecret(value) ? null
        : YamlLines.Inline(value);

    private static bool HoldsSecret(Value value) => value switch
    {
        SecretValue => true,
        MapValue map => map.Entries.Any(e => HoldsSecret(e.Value)),
        ListValue list => list.Items.Any(HoldsSecret),
        _ => false,
    };

    private static PromptAnswer Wrong(string code, int count, string? meant) =>
        new(null, [new Diagnostic(code, Severity.Error, SourceSpan.None, [$"{count}"]) { DidYouMean = meant }]);

    private static PromptAnswer Wrong(string code, SourceSpan span) => new(null, [new Diagnostic(code, Severity.Error, span, [])]);
}

using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Configuration.Forms;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>Says in a person's language what a question wants: <c>integer, 1024 to 65535; default: 8085</c>.</summary>
internal sealed class QuestionWords(MessageCatalogue catalogue)
{
    private const int MostChoices = 24;
    private const int LongestValue = 60;

    public string Of(Question question)
    {
        List<string> parts = question.Kind == QuestionKind.Group && !question.IsSecret ? [] : [Wanted(question)];
        Add(parts, question.IsSecret, "config-secret");
        Add(parts, question.IsRequired && question is { Generate: null, Default: null }, "config-required");
        Add(parts, question.IsNullable && question.Kind != QuestionKind.Any, "config-nullable");
        Add(parts, question.IsImmutable, "config-immutable");
        Add(parts, question.IsDeprecated, "config-deprecated");
        Add(parts, question.Generate is not null, "config-generated");
        if (question.Default is { } value)
        {
            parts.Add(catalogue.Format("config-default", Show(value)));
        }

        if (question.Global is { } path)
        {
            parts.Add(catalogue.Format("config-global", path));
        }

        if (question.Condition is { } condition)
        {
            parts.Add(catalogue.Format("config-when", CommentText.OneLine(condition)));
        }

        return string.Join(catalogue.Format("config-separator"), parts);
    }

    public string Text(string key, params ReadOnlySpan<string> arguments) => catalogue.Format(key, arguments);

    public string For(LocalizedText text) => text.For(catalogue.Language);

    private void Add(List<string> parts, bool holds, string key)
    {
        if (holds)
        {
            parts.Add(catalogue.Format(key));
        }
    }

    private string Wanted(Question question) => question.Kind switch
    {
        QuestionKind.Choice => catalogue.Format("config-choice", Choices(question.Choices)),
        QuestionKind.Text => WithRules(catalogue.Format("config-text"), TextRules(question.Facets.Certain)),
        QuestionKind.Integer => WithRules(catalogue.Format("config-integer"), NumberRules(question.Facets.Certain)),
        QuestionKind.Number => WithRules(catalogue.Format("config-number"), NumberRules(question.Facets.Certain)),
        QuestionKind.Boolean => catalogue.Format("config-boolean"),
        QuestionKind.List => WithRules(catalogue.Format("config-list", OfItem(question)), ListRules(question.Facets.Certain)),
        QuestionKind.Map => catalogue.Format("config-map", OfItem(question)),
        QuestionKind.Group => catalogue.Format("config-group"),
        _ => Any(question.Facets.Types & ~SchemaTypes.Null),
    };

    private string OfItem(Question question) => question.Item is { } item ? Short(item) : catalogue.Format("config-any");

    private string Short(Question item) => item.Kind == QuestionKind.Any ? Any(item.Facets.Types & ~SchemaTypes.Null) : Wanted(item);

    private string Any(SchemaTypes types) => types == (SchemaTypes.Integer | SchemaTypes.String)
        ? catalogue.Format("config-integer-or-text")
        : catalogue.Format("config-any");

    private static string Choices(ImmutableArray<Value> choices) =>
        string.Join(", ", choices.Take(MostChoices).Select(YamlLines.Inline)) + (choices.Length > MostChoices ? ", …" : "");

    private static string Show(Value value)
    {
        var text = YamlLines.Inline(value);
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue - 1), "…");
    }

    private static string WithRules(string kind, IEnumerable<string> rules) => string.Join(", ", rules.Prepend(kind));

    private IEnumerable<string> TextRules(ImmutableArray<SchemaNode> facets)
    {
        foreach (var rules in facets.Select(n => n.Strings).OfType<StringRules>())
        {
            if (rules.Format is { } format)
            {
                yield return CommentText.OneLine(format);
            }

            if (Range(rules.MinLength, rules.MaxLength) is { } range)
            {
                yield return catalogue.Format("config-length", range);
            }

            if (rules.Pattern is { } pattern)
            {
                yield return catalogue.Format("config-pattern", CommentText.OneLine(pattern.Source));
            }
        }
    }

    private IEnumerable<string> NumberRules(ImmutableArray<SchemaNode> facets)
    {
        foreach (var rules in facets.Select(n => n.Numbers).OfType<NumberRules>())
        {
            var (low, high) = (rules.Minimum ?? rules.ExclusiveMinimum, rules.Maximum ?? rules.ExclusiveMaximum);
            if (low is not null && high is not null)
            {
                yield return catalogue.Format("config-range", low.Literal, high.Literal);
            }
            else if (low is not null || high is not null)
            {
                yield return catalogue.Format(low is null ? "config-most" : "config-least", (low ?? high)!.Literal);
            }
        }
    }

    private IEnumerable<string> ListRules(ImmutableArray<SchemaNode> facets) => facets.Select(n => n.Lists).OfType<ListRules>()
        .Select(r => Range(r.MinItems, r.MaxItems)).OfType<string>().Select(r => catalogue.Format("config-items", r));

    private static string? Range(long? least, long? most) => (least, most) switch
    {
        (null, null) => null,
        ({ } low, { } high) when low == high => low.ToString(CultureInfo.InvariantCulture),
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low}–{high}"),
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"≥ {low}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"≤ {high}"),
    };
}

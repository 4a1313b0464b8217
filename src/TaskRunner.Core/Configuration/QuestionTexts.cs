using TaskRunner.Values;
using TaskRunner.Schemas;

namespace TaskRunner.Configuration;

/// <summary>What a question is called and what it wants, from all schemas that say something of it; the nearest word wins.</summary>
internal static class QuestionTexts
{
    public static LocalizedText Title(SchemaFacets facets, string name) =>
        Find(facets, n => n.Title, t => t.Title) is { } title ? title : new LocalizedText(name, null);

    public static LocalizedText Description(SchemaFacets facets) =>
        Find(facets, n => n.Description, t => t.Description) ?? LocalizedText.Empty;

    public static QuestionKind Kind(SchemaFacets facets)
    {
        if (facets.All.Any(n => !n.Enum.IsDefaultOrEmpty))
        {
            return QuestionKind.Choice;
        }

        if (facets.All.Any(n => n.Extensions.IntOrString))
        {
            return QuestionKind.Any;
        }

        return (facets.Types & ~SchemaTypes.Null) switch
        {
            SchemaTypes.String => QuestionKind.Text,
            SchemaTypes.Integer => QuestionKind.Integer,
            SchemaTypes.Number => QuestionKind.Number,
            SchemaTypes.Boolean => QuestionKind.Boolean,
            SchemaTypes.Array => QuestionKind.List,
            SchemaTypes.Object => facets.DeclaresKeys ? QuestionKind.Group : QuestionKind.Map,
            _ => facets.DeclaresKeys ? QuestionKind.Group : QuestionKind.Any,
        };
    }

    private static LocalizedText? Find(SchemaFacets facets, Func<SchemaNode, string?> own, Func<SchemaTexts, string?> translated)
    {
        string? Translation(string language) => facets.Certain
            .Select(n => n.Extensions.Translations.TryGetValue(language, out var texts) ? translated(texts) : null)
            .FirstOrDefault(t => t is not null);

        var english = Translation("en") ?? facets.Certain.Select(own).FirstOrDefault(t => t is not null);
        var chinese = Translation("zh");
        return english is null && chinese is null ? null : new LocalizedText(english ?? chinese!, chinese);
    }
}

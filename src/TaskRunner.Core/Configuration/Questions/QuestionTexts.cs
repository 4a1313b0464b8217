using System.Collections.Immutable;
using TaskRunner.Configuration.Forms;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// What a question is called and what it wants, from all schemas that say something of it; the nearest word wins. Texts come out
/// without control characters: they are shown on terminals, and a package is not to move the cursor of one.
/// </summary>
internal static class QuestionTexts
{
    public static LocalizedText Title(SchemaFacets facets, string name) =>
        Find(facets, n => n.Title, t => t.Title) is { } title
            ? new LocalizedText(CommentText.OneLine(title.Default), title.Chinese is { } chinese ? CommentText.OneLine(chinese) : null)
            : new LocalizedText(CommentText.OneLine(name), null);

    public static LocalizedText Description(SchemaFacets facets) => Find(facets, n => n.Description, t => t.Description) is { } description
        ? new LocalizedText(CommentText.Clean(description.Default), description.Chinese is { } chinese ? CommentText.Clean(chinese) : null)
        : LocalizedText.Empty;

    public static QuestionKind Kind(SchemaFacets facets)
    {
        if (!Choices(facets).IsEmpty)
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

    /// <summary>The values of a fixed set: those that every schema allows, or, where only alternatives say something, all of theirs.</summary>
    public static ImmutableArray<Value> Choices(SchemaFacets facets)
    {
        var certain = facets.Certain.Select(Fixed).Where(f => !f.IsEmpty).ToArray();
        if (certain.Length > 0)
        {
            return certain.Aggregate((all, more) => [.. all.Where(more.Contains)]);
        }

        var possible = facets.All.Except(facets.Certain).Select(Fixed).ToArray();
        return possible.Length > 0 && possible.All(f => !f.IsEmpty) ? [.. possible.SelectMany(f => f).Distinct()] : [];
    }

    private static ImmutableArray<Value> Fixed(SchemaNode node) => node.Const is { } only ? [only] : node.Enum.IsDefault ? [] : node.Enum;

    private static LocalizedText? Find(SchemaFacets facets, Func<SchemaNode, string?> own, Func<SchemaTexts, string?> translated)
    {
        var speaking = facets.Certain.IsEmpty ? facets.All.ToImmutableArray() : facets.Certain;
        string? Translation(string language) => speaking
            .Select(n => n.Extensions.Translations.TryGetValue(language, out var texts) ? translated(texts) : null)
            .FirstOrDefault(t => t is not null);

        var english = Translation("en") ?? speaking.Select(own).FirstOrDefault(t => t is not null);
        var chinese = Translation("zh");
        return english is null && chinese is null ? null : new LocalizedText(english ?? chinese!, chinese);
    }
}

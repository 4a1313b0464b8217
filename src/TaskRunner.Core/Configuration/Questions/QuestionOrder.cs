using System.Collections.Immutable;
using TaskRunner.Schemas;

namespace TaskRunner.Configuration.Questions;

/// <summary>Puts the questions of a group in the order people see them.</summary>
internal static class QuestionOrder
{
    /// <summary>By <c>x-order</c>, those without after, as written; the questions of one heading stand together where its first one does.</summary>
    public static ImmutableArray<Question> Of(ImmutableArray<SchemaNode> facets, Question group)
    {
        var names = facets.SelectMany(n => n.Properties.Names).Distinct().ToArray();
        if (names.Length == 0)
        {
            return [];
        }

        var required = facets.SelectMany(n => n.Required).ToHashSet(StringComparer.Ordinal);
        var questions = names.Select(n => group.Child(n, group.Facets.Property(n), required.Contains(n)))
            .Where(q => !q.Facets.Certain.Any(n => n.Verdict == false))
            .Select(q => (Question: q, Place: q.Order ?? int.MaxValue, q.Group))
            .OrderBy(q => q.Place).ToArray();
        if (Array.TrueForAll(questions, q => q.Group is null))
        {
            return [.. questions.Select(q => q.Question)];
        }

        var headings = questions.Select(q => q.Group ?? "").Distinct().ToList();
        return [.. questions.OrderBy(q => q.Group is null ? -1 : headings.IndexOf(q.Group)).Select(q => q.Question)];
    }
}

using System.Collections.Immutable;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>One of several sets of questions (a branch of <c>oneOf</c> or <c>anyOf</c>).</summary>
public sealed class QuestionAlternative
{
    private readonly SchemaFacets _facets;

    private QuestionAlternative(SchemaFacets facets, LocalizedText title, ImmutableArray<Question> questions, (string, Value)? mark) =>
        (_facets, Title, Questions, Mark) = (facets, title, questions, mark);

    public LocalizedText Title { get; }

    public ImmutableArray<Question> Questions { get; }

    /// <summary>The answer that chooses it (<c>kind: s3</c>), where one does.</summary>
    public (string Key, Value Value)? Mark { get; }

    internal static ImmutableArray<QuestionAlternative> Of(Question group)
    {
        var found = ImmutableArray.CreateBuilder<QuestionAlternative>();
        foreach (var composition in group.Facets.Certain.Select(n => n.Composition).OfType<CompositionRules>())
        {
            foreach (var branch in composition.OneOf.AddRange(composition.AnyOf))
            {
                if (Of(branch, composition.Discriminator, group) is { } alternative)
                {
                    found.Add(alternative);
                }
            }
        }

        return found.Count > 1 ? found.ToImmutable() : [];
    }

    /// <summary>Whether answers look like this alternative: by its mark, else by the keys only it knows.</summary>
    internal static QuestionAlternative? Taken(ImmutableArray<QuestionAlternative> alternatives, MapValue? answers)
    {
        if (answers is null)
        {
            return null;
        }

        var marked = alternatives.FirstOrDefault(a => a.Mark is var (key, value) && value.Equals(answers[key]));
        return marked ?? alternatives.Where(a => a.Mark is null && a.Questions.Any(q => answers.ContainsKey(q.Name)))
            .MaxBy(a => a.Questions.Count(q => answers.ContainsKey(q.Name)));
    }

    private static QuestionAlternative? Of(SchemaNode branch, SchemaDiscriminator? discriminator, Question group)
    {
        var facets = SchemaFacets.Of(branch);
        if (!facets.DeclaresKeys)
        {
            return null;
        }

        var mark = MarkOf(branch, facets, discriminator);
        var questions = QuestionOrder.Of(facets.Certain, group.Child(group.Name, facets, true))
            .Select(q => group.Child(q.Name, q.Facets, q.IsRequired));
        var name = mark is var (key, value)
            ? $"{key}: {(value as StringValue)?.Text ?? value.ToString()}"
            : branch.Pointer[(branch.Pointer.LastIndexOf('/') + 1)..];
        return new QuestionAlternative(facets, QuestionTexts.Title(facets, name), [.. questions], mark);
    }

    private static (string, Value)? MarkOf(SchemaNode branch, SchemaFacets facets, SchemaDiscriminator? discriminator)
    {
        if (discriminator?.Branches.FirstOrDefault(b => b.Branch == branch || b.Branch == branch.Reference) is { Value: { } name })
        {
            return (discriminator.Property, Value.From(name));
        }

        return facets.Names.Select(n => (Name: n, Choices: QuestionTexts.Choices(facets.Property(n))))
            .Where(p => p.Choices.Length == 1).Select(p => ((string, Value)?)(p.Name, p.Choices[0])).FirstOrDefault();
    }
}

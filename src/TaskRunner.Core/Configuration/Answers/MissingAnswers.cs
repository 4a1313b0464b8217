using TaskRunner.Configuration.Questions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>
/// Finds what must be answered and is not. The schema says which maps lack something; where that is a map itself, the person
/// is asked for what is required in it, because nobody can answer <c>database</c> but only <c>database.size</c>.
/// </summary>
internal sealed class MissingAnswers(ScopeQuestions questions, QuestionConditions conditions)
{
    /// <summary>The schema's error for a required property that is not there.</summary>
    public const string SchemaCode = "TR2053";

    private const int Deepest = 16;

    private readonly Dictionary<string, MissingAnswer> _found = new(StringComparer.Ordinal);

    public IReadOnlyList<MissingAnswer> From(SchemaResult result)
    {
        foreach (var error in result.Errors.Where(e => e.Code == SchemaCode))
        {
            var keys = Pointer.Keys(error.Pointer![questions.Pointer.Length..]);
            var facets = questions.Facets;
            for (var i = 0; i < keys.Length; i++)
            {
                facets = Pointer.Find(result.Value, keys[..i]) is ListValue ? facets.Item(int.Parse(keys[i])) : facets.Property(keys[i]);
            }

            Add(facets.Property(error.Arguments[0]), [.. keys, error.Arguments[0]], 0);
        }

        return [.. _found.Values.OrderBy(m => Places(m.Pointer), Comparer<int[]>.Create(Compare))];
    }

    /// <summary>In the order the questions are written, whatever order the schema found them in.</summary>
    private int[] Places(string pointer)
    {
        var facets = questions.Facets;
        var places = new List<int>();
        foreach (var key in Pointer.Keys(pointer[questions.Pointer.Length..]))
        {
            places.Add(facets.Names.TakeWhile(n => n != key).Count());
            facets = int.TryParse(key, out var index) && !facets.Declares(key) ? facets.Item(index) : facets.Property(key);
        }

        return [.. places];
    }

    private static int Compare(int[] left, int[] right) => left.AsSpan().SequenceCompareTo(right);

    private void Add(SchemaFacets facets, string[] keys, int depth)
    {
        var kind = QuestionTexts.Kind(facets);
        var inner = kind == QuestionKind.Group && !facets.IsSecret && depth < Deepest ? Required(facets).ToArray() : [];
        foreach (var name in inner)
        {
            Add(facets.Property(name), [.. keys, name], depth + 1);
        }

        if (inner.Length == 0)
        {
            var pointer = questions.Pointer + Pointer.Of(keys);
            var title = QuestionTexts.Title(facets, keys[^1]);
            _found[pointer] = new MissingAnswer(AnswerPath.Write(questions.Name, keys), pointer, title, kind, facets.IsSecret);
        }
    }

    private IEnumerable<string> Required(SchemaFacets facets) => facets.Certain.SelectMany(n => n.Required).Distinct()
        .Where(name => facets.Property(name) is var p && !conditions.IsHidden(p) && !p.Certain.Any(n => n.HasDefault));
}

using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>
/// <c>x-immutable</c>: once recorded, a value stays what it is, whether it was answered, drawn or a default. Such values are
/// recorded even where nobody gave them, so that a new default of the package is no change.
/// </summary>
internal sealed class ImmutableAnswers(ScopeQuestions questions)
{
    public const string Code = "TR3018";

    public void Check(MapValue config, Value? recorded, DiagnosticBag diagnostics)
    {
        foreach (var (path, value) in questions.HasImmutable ? Find(config, questions.Facets, []) : [])
        {
            if (Pointer.Find(recorded, path) is { } before && !before.Equals(value))
            {
                var isSecret = before is SecretValue || value is SecretValue;
                var (from, to) = isSecret ? ("***", "***") : (before.ToString(), value.ToString());
                var error = new Diagnostic(Code, Severity.Error, value.Span, [AnswerPath.Write(questions.Name, path), from, to]);
                diagnostics.Add(error with { Pointer = questions.Pointer + Pointer.Of(path) });
            }
        }
    }

    /// <summary>The answers with every value that may not change among them.</summary>
    public MapValue Pin(MapValue answers, MapValue config)
    {
        foreach (var (path, value) in questions.HasImmutable ? Find(config, questions.Facets, []) : [])
        {
            answers = value is SecretValue { Content: SecretContent.Derived } ? answers : Pointer.Put(answers, path, value);
        }

        return answers;
    }

    private static IEnumerable<(string[] Path, Value Value)> Find(MapValue map, SchemaFacets facets, string[] path)
    {
        foreach (var entry in map.Entries)
        {
            var property = facets.Property(entry.Key);
            string[] here = [.. path, entry.Key];
            if (property.Certain.Any(n => n.Extensions.IsImmutable))
            {
                yield return (here, entry.Value);
            }
            else if (entry.Value is MapValue inner)
            {
                foreach (var found in Find(inner, property, here))
                {
                    yield return found;
                }
            }
        }
    }
}

using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>
/// Turns what a person wrote where a secret is asked for into sealed secrets. A literal must fit its schema like any other
/// answer, so the schema looks at the plaintext once, here; of what it says only which rule was broken gets out. All other
/// checks run on the sealed values and cannot quote what they do not have.
/// </summary>
internal sealed class SecretSealing(ScopeQuestions questions, ISecretVault vault, DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _literals = new(StringComparer.Ordinal);
    private readonly bool _asksForSecrets = new SecretReach().IsIn(questions.Facets);

    /// <summary>The answers without plaintext.</summary>
    public MapValue Seal(MapValue answers, EvaluationOptions options)
    {
        if (!_asksForSecrets || questions.Schema is not { } schema)
        {
            return answers;
        }

        // Sealed before, a secret is no literal any more: what the schema says of its stand-in says nothing of it.
        _literals.Clear();
        var referred = (MapValue)Refer(answers, questions.Facets, questions.Pointer);
        if (_literals.Count == 0)
        {
            return referred;
        }

        var result = schema.Evaluate(referred, options with { AppliesDefaults = false });
        diagnostics.AddRange(result.Errors.Where(IsAboutLiteral).Select(e => WithoutContent(e, schema)));
        return (MapValue)SealLiterals(result.Value, questions.Facets);
    }

    /// <summary>Seals the defaults a package has for its secrets; they are no secret to anybody but are treated alike.</summary>
    public MapValue SealDefaults(MapValue completed) =>
        _asksForSecrets ? (MapValue)SealLiterals(completed, questions.Facets) : completed;

    private Value Refer(Value value, SchemaFacets facets, string pointer)
    {
        if (facets.IsSecret && value is not (SecretValue or NullValue))
        {
            if (value is MapValue reference && SecretReference.IsKnown(reference))
            {
                return vault.Refer((MapValue)Spans.Without(reference)).WithSpan(value.Span);
            }

            _literals.Add(pointer);
            return value;
        }

        return value switch
        {
            MapValue map => new MapValue(
                [.. map.Entries.Select(e => e with { Value = Refer(e.Value, facets.Property(e.Key), pointer + Pointer.Of([e.Key])) })], map.Span),
            ListValue list => new ListValue([.. list.Items.Select((item, i) => Refer(item, facets.Item(i), $"{pointer}/{i}"))], list.Span),
            _ => value,
        };
    }

    private Value SealLiterals(Value value, SchemaFacets facets)
    {
        if (facets.IsSecret)
        {
            return value is SecretValue or NullValue ? value : vault.Seal(Spans.Without(value)).WithSpan(value.Span);
        }

        return value switch
        {
            MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = SealLiterals(e.Value, facets.Property(e.Key)) })], map.Span),
            ListValue list => new ListValue([.. list.Items.Select((item, i) => SealLiterals(item, facets.Item(i)))], list.Span),
            _ => value,
        };
    }

    private bool IsAboutLiteral(Diagnostic error) => error.Pointer is { } pointer
        && _literals.Any(l => pointer == l || (pointer.StartsWith(l, StringComparison.Ordinal) && pointer[l.Length] == '/'));

    /// <summary>The arguments of a schema error may quote the value; the rule itself is the package's and no secret.</summary>
    private Diagnostic WithoutContent(Diagnostic error, Schema schema)
    {
        var keyword = error.SchemaPointer is { } at ? at[(at.LastIndexOf('/') + 1)..] : "";
        var rule = error.SchemaPointer is { } path && keyword is not ("enum" or "const") ? Rule(schema.Root.Document, path) : null;
        var literal = _literals.Where(l => error.Pointer!.StartsWith(l, StringComparison.Ordinal)).MaxBy(l => l.Length)!;
        var name = AnswerPath.Write(questions.Name, Pointer.Keys(literal[questions.Pointer.Length..]));
        return error with
        {
            Code = "TR3026",
            Arguments = [name, rule is null ? keyword : $"{keyword}: {rule}"],
            DidYouMean = null,
            Pointer = literal,
        };
    }

    private static string? Rule(Value document, string pointer)
    {
        var at = Pointer.Find(document, Pointer.Keys(pointer));
        return at is null or MapValue or ListValue ? null : at is StringValue text ? text.Text : at.ToString();
    }
}

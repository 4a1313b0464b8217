using TaskRunner.Diagnostics;
using TaskRunner.Schemas.Evaluating;
using TaskRunner.Schemas.Reading;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>
/// A schema of OpenAPI 3.0, or of JSON Schema 2020-12 (OpenAPI 3.1) where <c>$schema</c> at its root says so. Loaded once, it
/// judges any number of values; it is immutable and thread safe.
/// </summary>
public sealed class Schema
{
    private const string Draft202012Uri = "https://json-schema.org/draft/2020-12/schema";
    private const string OpenApi31Uri = "https://spec.openapis.org/oas/3.1/dialect/base";

    private readonly bool _tracksEvaluated;

    private Schema(SchemaNode root, SchemaDialect dialect, bool tracksEvaluated) =>
        (Root, Dialect, _tracksEvaluated) = (root, dialect, tracksEvaluated);

    public SchemaNode Root { get; }

    public SchemaDialect Dialect { get; }

    /// <summary>
    /// Reads and checks a schema document. <c>$ref</c> reaches what is inside <paramref name="document"/>; nothing is ever fetched.
    /// </summary>
    /// <param name="document">The schema: a map, or <c>true</c> or <c>false</c>.</param>
    /// <param name="diagnostics">Gets every error (codes TR20xx) and warning with its place in the document.</param>
    /// <param name="dialect">Overrides what <c>$schema</c> says.</param>
    /// <returns>The schema, or null after errors were added.</returns>
    public static Schema? Load(Value document, DiagnosticBag diagnostics, SchemaDialect? dialect = null)
    {
        var found = new DiagnosticBag(); // what others reported before must not fail this schema
        var schema = Read(document, found, dialect ?? DialectOf(document, found));
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : schema;
    }

    /// <summary>
    /// Applies defaults and checks the completed value. Defaults count for <c>required</c>; those of a <c>oneOf</c> or <c>anyOf</c>
    /// branch apply where the branch does. Never throws because of a value.
    /// </summary>
    public SchemaResult Evaluate(Value instance, EvaluationOptions? options = null)
    {
        options ??= EvaluationOptions.Default;
        var outcome = Rounds.Run(Root, instance, options, _tracksEvaluated, new Budget(instance));
        var errors = outcome.Breaches.Select(b => b.ToDiagnostic()).DistinctBy(d => (d.Code, d.Pointer, string.Join('\n', d.Arguments)));
        return new SchemaResult(outcome.Value, [.. errors]); // several schemas may demand the same thing
    }

    private static Schema? Read(Value document, DiagnosticBag found, SchemaDialect dialect)
    {
        var reader = new SchemaReader(dialect, found);
        var root = reader.ReadRoot(document);
        if (found.HasErrors)
        {
            return null;
        }

        ProgressCheck.Run(reader.Nodes, found);
        if (found.HasErrors)
        {
            return null;
        }

        var tracks = reader.Nodes.Exists(n => n.Maps?.UnevaluatedProperties is not null || n.Lists?.UnevaluatedItems is not null);
        new DefaultPlan(reader.Nodes, tracks, found).Run();
        return new Schema(root, dialect, tracks);
    }

    private static SchemaDialect DialectOf(Value document, DiagnosticBag found)
    {
        if ((document as MapValue)?["$schema"] is not { } said)
        {
            return SchemaDialect.OpenApi30;
        }

        if (said is StringValue { Text: var text } && text.TrimEnd('#') is Draft202012Uri or OpenApi31Uri)
        {
            return SchemaDialect.Draft202012;
        }

        found.Add(new Diagnostic("TR2016", Severity.Error, said.Span, [said.ToString(), Draft202012Uri]) { Pointer = "/$schema" });
        return SchemaDialect.Draft202012;
    }
}

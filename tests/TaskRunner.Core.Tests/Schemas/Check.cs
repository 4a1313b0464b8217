using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Short ways to write schemas and values in tests: both are YAML.</summary>
internal static class Check
{
    public const string Draft202012 = "$schema: https://json-schema.org/draft/2020-12/schema\n";

    public static Value Yaml(string text, string name = "values.yaml")
    {
        var diagnostics = new DiagnosticBag();
        var value = YamlReader.Read(SourceText.FromString(name, text), diagnostics);
        Assert.Empty(diagnostics.Items);
        return value!;
    }

    public static Schema Load(string schema)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = Schema.Load(Yaml(schema, "schema.yaml"), diagnostics);
        Assert.Empty(diagnostics.Items.Where(d => d.Severity == Severity.Error).Select(Line));
        return loaded!;
    }

    /// <summary>What loading says, one line each.</summary>
    public static string Problems(string schema)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = Schema.Load(Yaml(schema, "schema.yaml"), diagnostics);
        Assert.Equal(diagnostics.HasErrors, loaded is null);
        return string.Join('\n', diagnostics.Items.Select(Line));
    }

    /// <summary>The errors of a value, one line each: place, code, text, pointer.</summary>
    public static string Errors(string schema, string value, EvaluationOptions? options = null) =>
        string.Join('\n', Load(schema).Evaluate(Yaml(value), options).Errors.Select(Line));

    /// <summary>The completed value as JSON; it must be valid, and the same when evaluated again.</summary>
    public static string Completed(string schema, string value, EvaluationOptions? options = null)
    {
        var loaded = Load(schema);
        var result = loaded.Evaluate(Yaml(value), options);
        Assert.Equal([], result.Errors.Select(Line));
        Assert.Equal(result.Value, loaded.Evaluate(result.Value, options).Value);
        return result.Value.ToString();
    }

    public static string Line(Diagnostic d)
    {
        var place = d.Span.Source is null ? "-" : $"{d.Span.StartPosition.Line}:{d.Span.StartPosition.Column}";
        return $"{place} {d.Code} {MessageCatalogue.English.Format(d)} [{d.Pointer}]{(d.SchemaPointer is null ? "" : $" <{d.SchemaPointer}>")}";
    }
}

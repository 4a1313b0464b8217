namespace TaskRunner.Schemas;

/// <summary>Which rules a schema document is read by.</summary>
public enum SchemaDialect
{
    /// <summary>The schema object of OpenAPI 3.0: <c>nullable</c>, boolean <c>exclusiveMinimum</c>, nothing beside <c>$ref</c>.</summary>
    OpenApi30,

    /// <summary>JSON Schema 2020-12, which is the schema object of OpenAPI 3.1.</summary>
    Draft202012,
}

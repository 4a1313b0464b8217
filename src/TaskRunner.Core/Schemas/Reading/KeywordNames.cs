using System.Collections.Frozen;

namespace TaskRunner.Schemas.Reading;

/// <summary>Which keywords each dialect has.</summary>
internal static class KeywordNames
{
    private static readonly string[] Shared =
    [
        "$ref", "$schema", "$comment", "$defs", "$id", "id", "definitions", "components", "type", "title", "description", "default", "enum",
        "format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "minItems", "maxItems", "uniqueItems", "items", "properties", "additionalProperties", "required", "minProperties", "maxProperties",
        "allOf", "anyOf", "oneOf", "not", "deprecated", "readOnly", "writeOnly", "discriminator", "xml", "externalDocs", "example", "examples",
    ];

    private static readonly string[] Newer =
    [
        "const", "if", "then", "else", "prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties",
        "patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary",
        "contentEncoding", "contentMediaType", "contentSchema",
    ];

    private static readonly FrozenSet<string> NewerSet = Newer.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OpenApi30 = Shared.Append("nullable").ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Draft202012 = Shared.Concat(Newer).ToFrozenSet(StringComparer.Ordinal);

    public static FrozenSet<string> Of(SchemaDialect dialect) => dialect == SchemaDialect.OpenApi30 ? OpenApi30 : Draft202012;

    /// <summary>A keyword of 2020-12 that 3.0 does not have: leaving it out silently would weaken the check its author wrote.</summary>
    public static bool IsNewer(string keyword) => NewerSet.Contains(keyword);

    /// <summary>Maps of schemas that only references reach.</summary>
    public static string[] Containers { get; } = ["$defs", "definitions"];

    /// <summary>What counts beside <c>$ref</c> in 3.0: texts for people, and where definitions are kept.</summary>
    public static bool IsAllowedBesideReference(string keyword) =>
        keyword is "$ref" or "$schema" or "$comment" or "title" or "description" or "$defs" or "definitions" or "components" or "id" or "$id"
        || keyword.StartsWith("x-", StringComparison.Ordinal);
}

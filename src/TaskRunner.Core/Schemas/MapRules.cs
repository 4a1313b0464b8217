using System.Collections.Immutable;

namespace TaskRunner.Schemas;

/// <summary>Assertions about maps and the schemas of their values.</summary>
public sealed record MapRules
{
    public SchemaProperties Properties { get; init; } = SchemaProperties.Empty;

    public ImmutableArray<(SchemaPattern Pattern, SchemaNode Schema)> PatternProperties { get; init; } = [];

    public SchemaNode? AdditionalProperties { get; init; }

    public SchemaNode? UnevaluatedProperties { get; init; }

    public SchemaNode? PropertyNames { get; init; }

    public ImmutableArray<string> Required { get; init; } = [];

    public ImmutableArray<(string Property, ImmutableArray<string> Required)> DependentRequired { get; init; } = [];

    public SchemaProperties DependentSchemas { get; init; } = SchemaProperties.Empty;

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }
}

using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>Assertions about numbers. In 3.0 a true <c>exclusiveMinimum</c> turns <c>minimum</c> into <see cref="ExclusiveMinimum"/>.</summary>
public sealed record NumberRules(
    NumberValue? Minimum, NumberValue? Maximum, NumberValue? ExclusiveMinimum, NumberValue? ExclusiveMaximum, NumberValue? MultipleOf);

/// <summary>Assertions about strings; lengths count Unicode code points.</summary>
public sealed record StringRules(long? MinLength, long? MaxLength, SchemaPattern? Pattern, string? Format);

/// <summary>Assertions about lists and the schemas of their items.</summary>
public sealed record ListRules
{
    public SchemaNode? Items { get; init; }

    public ImmutableArray<SchemaNode> PrefixItems { get; init; } = [];

    public SchemaNode? Contains { get; init; }

    public long? MinContains { get; init; }

    public long? MaxContains { get; init; }

    public SchemaNode? UnevaluatedItems { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public bool UniqueItems { get; init; }
}

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

/// <summary>Schemas that judge the same value.</summary>
public sealed record CompositionRules
{
    public ImmutableArray<SchemaNode> AllOf { get; init; } = [];

    public ImmutableArray<SchemaNode> AnyOf { get; init; } = [];

    public ImmutableArray<SchemaNode> OneOf { get; init; } = [];

    public SchemaNode? Not { get; init; }

    public SchemaNode? If { get; init; }

    public SchemaNode? Then { get; init; }

    public SchemaNode? Else { get; init; }

    public SchemaDiscriminator? Discriminator { get; init; }
}

/// <summary>OpenAPI's <c>discriminator</c>: the value of a property names the branch of <c>oneOf</c> or <c>anyOf</c> that is meant.</summary>
/// <param name="Property">Name of the deciding property.</param>
/// <param name="Branches">
/// Values and the branches they name: by <c>mapping</c>, by the last part of a branch's <c>$ref</c>, or by the <c>enum</c> or
/// <c>const</c> a branch has for the property.
/// </param>
public sealed record SchemaDiscriminator(string Property, ImmutableArray<(string Value, SchemaNode Branch)> Branches);

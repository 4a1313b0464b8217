using System.Collections.Immutable;

namespace TaskRunner.Schemas;

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

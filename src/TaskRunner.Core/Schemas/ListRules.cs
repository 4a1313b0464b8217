using System.Collections.Immutable;

namespace TaskRunner.Schemas;

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

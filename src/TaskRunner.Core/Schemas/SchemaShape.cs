using System.Collections.Immutable;

namespace TaskRunner.Schemas;

/// <summary>
/// What a value under a schema can look like, seen through <c>$ref</c>, <c>allOf</c> and the alternatives of <c>oneOf</c> and
/// <c>anyOf</c>: for static checks of paths such as <c>config.database.host</c>. It promises too little rather than too much.
/// </summary>
public sealed class SchemaShape
{
    /// <summary>Types the value can have.</summary>
    public required SchemaTypes Types { get; init; }

    /// <summary>
    /// Declared properties by name: of the schema and everything it includes; one that alternatives declare differently has all
    /// their schemas.
    /// </summary>
    public required ImmutableDictionary<string, ImmutableArray<SchemaNode>> Properties { get; init; }

    /// <summary>Properties that are there whenever the value is a valid map: required, or given a default.</summary>
    public required ImmutableHashSet<string> AlwaysThere { get; init; }

    /// <summary>Whether keys beyond <see cref="Properties"/> are possible.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Schemas of the undeclared keys' values where they are said; empty means anything.</summary>
    public required ImmutableArray<SchemaNode> Additional { get; init; }

    /// <summary>Schemas of a list's items where they are said; empty means anything.</summary>
    public required ImmutableArray<SchemaNode> Items { get; init; }

    /// <summary>Whether any of the schemas it is made of is marked <c>x-secret</c>.</summary>
    public required bool IsSecret { get; init; }

    public static SchemaShape Of(SchemaNode node) => new()
    {
        Types = node.Types,
        Properties = node.Properties.ToImmutableDictionary(p => p.Name, p => ImmutableArray.Create(p.Schema)),
        AlwaysThere = [.. node.Required],
        IsOpen = node.AdditionalProperties?.Verdict != false,
        Additional = node.AdditionalProperties is { Verdict: null } more ? [more] : [],
        Items = node.Items is { } items ? [items] : [],
        IsSecret = node.Extensions.IsSecret,
    };
}

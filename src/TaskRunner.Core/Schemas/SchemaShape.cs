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
    /// Declared properties by name: of the schema, of everything it includes and of its alternatives; one that several declare
    /// has all their schemas.
    /// </summary>
    public required ImmutableDictionary<string, ImmutableArray<SchemaNode>> Properties { get; init; }

    /// <summary>
    /// Properties that are there whenever the value is a valid map: required, or filled in. Those under <c>x-when</c> are not
    /// among them.
    /// </summary>
    public required ImmutableHashSet<string> AlwaysThere { get; init; }

    /// <summary>Whether keys beyond <see cref="Properties"/> are possible, as JSON Schema has it: silence allows them.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Schemas of the undeclared keys' values where they are said; empty means anything.</summary>
    public required ImmutableArray<SchemaNode> Additional { get; init; }

    /// <summary>Schemas of a list's items where they are said, any of which may be an item's; empty means anything.</summary>
    public required ImmutableArray<SchemaNode> Items { get; init; }

    /// <summary>Whether any of the schemas it is made of is marked <c>x-secret</c>.</summary>
    public required bool IsSecret { get; init; }

    public static SchemaShape Of(SchemaNode node)
    {
        var facets = SchemaFacetList.Of(node);
        var maps = facets.Certain.Select(n => n.Maps).OfType<MapRules>().ToList();
        return new SchemaShape
        {
            Types = facets.Types(),
            Properties = facets.Properties(),
            AlwaysThere = facets.AlwaysThere(),
            IsOpen = !facets.Certain.Any(IsClosed),
            Additional = [.. maps.Select(m => m.AdditionalProperties).OfType<SchemaNode>().Where(n => n.Verdict is null),
                .. maps.SelectMany(m => m.PatternProperties.Select(p => p.Schema))],
            Items = [.. facets.Certain.Select(n => n.Lists).OfType<ListRules>().SelectMany(l => ItemsOf(l))],
            IsSecret = facets.Certain.Concat(facets.Possible).Any(n => n.Extensions.IsSecret),
        };
    }

    private static bool IsClosed(SchemaNode node) =>
        node.Maps is { PatternProperties.IsEmpty: true } maps
        && (maps.AdditionalProperties?.Verdict == false || maps.UnevaluatedProperties?.Verdict == false)
        && !node.Extensions.PreserveUnknownFields;

    private static ImmutableArray<SchemaNode> ItemsOf(ListRules lists) => lists switch
    {
        { Items: null or { Verdict: true } } => [], // past the prefix anything may come
        { Items: { Verdict: false } } => lists.PrefixItems,
        { Items: { } items } => lists.PrefixItems.Add(items),
    };
}

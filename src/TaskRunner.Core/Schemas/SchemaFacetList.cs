using System.Collections.Immutable;

namespace TaskRunner.Schemas;

/// <summary>All schemas of one value: those that surely apply and those that may.</summary>
internal sealed class SchemaFacetList
{
    private readonly HashSet<SchemaNode> _certain = [];
    private readonly HashSet<SchemaNode> _possible = [];
    private readonly List<ImmutableArray<SchemaNode>> _choices = [];

    private readonly Dictionary<SchemaNode, SchemaFacetList> _known;
    private SchemaTypes? _types;
    private ImmutableHashSet<string>? _alwaysThere;

    private SchemaFacetList(SchemaNode node, Dictionary<SchemaNode, SchemaFacetList> known)
    {
        _known = known;
        AddCertain(node);
    }

    public static SchemaFacetList Of(SchemaNode node) => new(node, []);

    public IEnumerable<SchemaNode> Certain => _certain;

    public IEnumerable<SchemaNode> Possible => _possible.Where(n => !_certain.Contains(n));

    public SchemaTypes Types() => _types ??= _choices.Aggregate(
        _certain.Aggregate(SchemaTypes.Any, (all, n) => all & n.Types),
        (all, choice) => all & choice.Aggregate(SchemaTypes.None, (some, branch) => some | Other(branch).Types()));

    public ImmutableDictionary<string, ImmutableArray<SchemaNode>> Properties() => Certain.Concat(Possible)
        .SelectMany(n => n.Properties)
        .GroupBy(p => p.Name, p => p.Schema, StringComparer.Ordinal)
        .ToImmutableDictionary(g => g.Key, g => g.Distinct().ToImmutableArray(), StringComparer.Ordinal);

    public ImmutableHashSet<string> AlwaysThere() => _alwaysThere ??= FindAlwaysThere();

    private ImmutableHashSet<string> FindAlwaysThere()
    {
        var names = _certain.SelectMany(n => n.Required)
            .Concat(_certain.SelectMany(n => n.Properties).Where(p => IsFilled(p.Schema)).Select(p => p.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var choice in _choices)
        {
            var branches = choice.Select(branch => Other(branch).AlwaysThere()).ToList();
            names.UnionWith(branches.Aggregate((a, b) => a.Intersect(b)));
        }

        names.ExceptWith(_certain.Concat(Possible).SelectMany(n => n.Properties).Where(p => IsConditional(p.Schema)).Select(p => p.Name));
        return names.ToImmutableHashSet(StringComparer.Ordinal);
    }

    private bool IsConditional(SchemaNode property) => Other(property)._certain.Any(n => n.Extensions.When is not null);

    private bool IsFilled(SchemaNode property) =>
        property.Fill == FillKind.Default || (property.Fill == FillKind.Made && Other(property).MakesItself());

    /// <summary>Whether an absent map is certainly made of defaults: nothing required lacks one, and nothing else can object.</summary>
    private bool MakesItself()
    {
        var isPlain = _choices.Count == 0 && _possible.Count == 0 && _certain.All(n => n.Composition is null or { Not: null } && n.Maps?.MinProperties is null or 0);
        var properties = _certain.SelectMany(n => n.Properties).Where(p => !IsConditional(p.Schema)).ToLookup(p => p.Name, p => p.Schema);
        return isPlain
            && properties.Any(p => p.Any(IsFilled))
            && _certain.SelectMany(n => n.Required).All(name => properties[name].Any(IsFilled));
    }

    private void AddCertain(SchemaNode node)
    {
        if (!_certain.Add(node))
        {
            return;
        }

        Include(node, AddCertain);
        if (node.Composition is { } composition)
        {
            _choices.AddRange(new[] { composition.AnyOf, composition.OneOf }.Where(c => !c.IsEmpty));
        }
    }

    private void AddPossible(SchemaNode node)
    {
        if (_possible.Add(node))
        {
            Include(node, AddPossible);
        }
    }

    /// <summary>What the schema includes counts as the schema itself does; what it chooses from only may apply.</summary>
    private void Include(SchemaNode node, Action<SchemaNode> addIncluded)
    {
        foreach (var included in new[] { node.Reference }.Concat(node.Composition?.AllOf ?? []).OfType<SchemaNode>())
        {
            addIncluded(included);
        }

        var c = node.Composition;
        IEnumerable<SchemaNode?> chosen =
            [node.DynamicReference?.Target, c?.Then, c?.Else, .. c?.AnyOf ?? [], .. c?.OneOf ?? [], .. node.Maps?.DependentSchemas.Select(d => d.Schema) ?? []];
        foreach (var possible in chosen.OfType<SchemaNode>())
        {
            AddPossible(possible);
        }
    }

    private SchemaFacetList Other(SchemaNode node)
    {
        if (!_known.TryGetValue(node, out var list))
        {
            _known[node] = list = new SchemaFacetList(node, _known);
        }

        return list;
    }
}

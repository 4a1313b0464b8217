using System.Collections.Immutable;
using TaskRunner.Schemas;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// Every schema that says something of one place: those that surely apply (what is written there, what it refers to, its
/// <c>allOf</c>) and those that may (alternatives, <c>if</c>, dependents). What concerns secrets asks all of them, because a
/// place that is secret in one alternative is sealed in every one.
/// </summary>
internal sealed class SchemaFacets
{
    private readonly ImmutableArray<SchemaNode> _certain;
    private readonly ImmutableArray<SchemaNode> _possible;

    private SchemaFacets(ImmutableArray<SchemaNode> certain, ImmutableArray<SchemaNode> possible) =>
        (_certain, _possible) = (certain, possible);

    public static SchemaFacets Nothing { get; } = new([], []);

    public ImmutableArray<SchemaNode> Certain => _certain;

    public IEnumerable<SchemaNode> All => _possible.IsEmpty ? _certain : _certain.Concat(_possible);

    /// <summary>Whether no schema says anything here.</summary>
    public bool AsksNothing => _certain.IsEmpty && _possible.IsEmpty;

    public bool IsSecret => Any(n => n.Extensions.IsSecret);

    /// <summary>Types every schema here allows together; of alternatives the union.</summary>
    public SchemaTypes Types
    {
        get
        {
            var types = _certain.Aggregate(SchemaTypes.Any, (t, n) => t & TypesOf(n));
            var alternatives = _possible.Where(n => n.HasType).Aggregate(SchemaTypes.None, (t, n) => t | n.Types);
            return alternatives == SchemaTypes.None ? types : types & alternatives;
        }
    }

    /// <summary>Whether null can be an answer here, rather than mean that there is none.</summary>
    public bool AllowsNull => Types.HasFlag(SchemaTypes.Null) && !AsksNothing;

    /// <summary>Whether only a text fits, so that <c>--set</c> takes what stands there as it stands.</summary>
    public bool IsText => Types is SchemaTypes.String or (SchemaTypes.String | SchemaTypes.Null);

    public bool DeclaresKeys => Any(n => n.Properties.Count > 0 || n.Maps?.PatternProperties.IsEmpty == false);

    /// <summary>Names that are declared here, in the order they are written.</summary>
    public IEnumerable<string> Names => All.SelectMany(n => n.Properties.Names).Distinct();

    /// <summary>
    /// Whether keys beyond the declared ones are answers too: where the schema says so in words. A schema that declares
    /// properties and is silent means those (OpenAPI's own reading would let every misspelling pass).
    /// </summary>
    public bool IsOpen => !DeclaresKeys
        ? !_certain.Any(n => n.AdditionalProperties?.Verdict == false)
        : Any(n => n.AdditionalProperties is { Verdict: not false } || n.Extensions.PreserveUnknownFields);

    public static SchemaFacets Of(SchemaNode? node) => node is null ? Nothing : Of([node], []);

    public static SchemaFacets Of(ImmutableArray<SchemaNode> certain, ImmutableArray<SchemaNode> possible)
    {
        if (possible.IsEmpty && certain is [{ Reference: null, Composition: null, Maps: null or { DependentSchemas.Count: 0 } }])
        {
            return new SchemaFacets(certain, []);
        }

        var gathering = new Gathering();
        gathering.AddAll(certain, isCertain: true);
        gathering.AddAll(possible, isCertain: false);
        return new SchemaFacets(gathering.Certain.ToImmutable(), gathering.Possible.ToImmutable());
    }

    /// <summary>The schemas of a key's value; <see cref="Nothing"/> where none says anything.</summary>
    public SchemaFacets Property(string name) => Part(_certain.SelectMany(n => PropertyOf(n, name)), _possible.SelectMany(n => PropertyOf(n, name)));

    public bool Declares(string name) => Any(n => n.Properties.TryGet(name, out _) || Matches(n, name));

    public SchemaFacets Item(int index) => Part(_certain.SelectMany(n => ItemOf(n, index)), _possible.SelectMany(n => ItemOf(n, index)));

    /// <summary>Kubernetes marks a port by an extension alone; that says what fits no less than a type.</summary>
    private static SchemaTypes TypesOf(SchemaNode node) => !node.Extensions.IntOrString ? node.Types
        : SchemaTypes.Integer | SchemaTypes.String | (node.HasType ? node.Types & SchemaTypes.Null : SchemaTypes.None);

    private static SchemaFacets Part(IEnumerable<SchemaNode> certain, IEnumerable<SchemaNode> possible)
    {
        var (sure, maybe) = (certain.ToImmutableArray(), possible.ToImmutableArray());
        return sure.IsEmpty && maybe.IsEmpty ? Nothing : Of(sure, maybe);
    }

    private static IEnumerable<SchemaNode> ItemOf(SchemaNode node, int index) => node.Lists switch
    {
        null => [],
        { } lists when index < lists.PrefixItems.Length => [lists.PrefixItems[index]],
        { Items: { } items } => [items],
        _ => [],
    };

    private static IEnumerable<SchemaNode> PropertyOf(SchemaNode node, string name)
    {
        var isDeclared = node.Properties.TryGet(name, out var schema);
        if (isDeclared)
        {
            yield return schema!;
        }

        foreach (var (pattern, patternSchema) in node.Maps?.PatternProperties ?? [])
        {
            if (pattern.IsMatch(name))
            {
                isDeclared = true;
                yield return patternSchema;
            }
        }

        if (!isDeclared && node.AdditionalProperties is { Verdict: null } more)
        {
            yield return more;
        }
    }

    private static bool Matches(SchemaNode node, string name) => node.Maps?.PatternProperties.Any(p => p.Pattern.IsMatch(name)) == true;

    private bool Any(Func<SchemaNode, bool> test) => _certain.Any(test) || _possible.Any(test);

    private sealed class Gathering
    {
        private readonly HashSet<SchemaNode> _seen = [];

        public ImmutableArray<SchemaNode>.Builder Certain { get; } = ImmutableArray.CreateBuilder<SchemaNode>();

        public ImmutableArray<SchemaNode>.Builder Possible { get; } = ImmutableArray.CreateBuilder<SchemaNode>();

        public void Add(SchemaNode? node, bool isCertain)
        {
            if (node is null || !_seen.Add(node))
            {
                return;
            }

            (isCertain ? Certain : Possible).Add(node);
            Add(node.Reference, isCertain);
            if (node.Composition is { } composition)
            {
                AddAll(composition.AllOf, isCertain);
                AddAll([.. composition.AnyOf, .. composition.OneOf], isCertain: false);
                Add(composition.Then, isCertain: false);
                Add(composition.Else, isCertain: false);
            }

            AddAll([.. node.Maps?.DependentSchemas.Select(p => p.Schema) ?? []], isCertain: false);
        }

        public void AddAll(ImmutableArray<SchemaNode> nodes, bool isCertain)
        {
            foreach (var node in nodes)
            {
                Add(node, isCertain);
            }
        }
    }
}

using TaskRunner.Configuration.Questions;
using TaskRunner.Schemas;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>Whether a secret is asked for at a place or anywhere below it, in whichever alternative.</summary>
internal sealed class SecretReach
{
    private readonly Dictionary<SchemaNode, bool> _known = [];

    public bool IsIn(SchemaFacets facets) => facets.All.Any(IsIn);

    public bool IsIn(SchemaNode node) =>
        _known.TryGetValue(node, out var known) ? known : _known[node] = SchemaWalk.From(node).Any(n => n.Extensions.IsSecret);
}

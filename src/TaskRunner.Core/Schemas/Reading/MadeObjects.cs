namespace TaskRunner.Schemas.Reading;

/// <summary>
/// Marks the objects that are made of their properties' defaults when absent: those without a default of their own that have
/// a default somewhere inside, unless they contain themselves: making one would never end.
/// </summary>
internal sealed class MadeObjects(IReadOnlyList<SchemaNode> nodes)
{
    private readonly Dictionary<SchemaNode, List<SchemaNode>> _containers = [];
    private readonly Dictionary<SchemaNode, SchemaTypes> _types = [];
    private readonly HashSet<SchemaNode> _makes = [];

    public void Mark()
    {
        foreach (var node in nodes)
        {
            foreach (var part in Parts(node))
            {
                (_containers.TryGetValue(part, out var list) ? list : _containers[part] = []).Add(node);
            }
        }

        Spread(nodes.Where(n => n.Fill == FillKind.Default));
        var circular = Circular();
        foreach (var node in _makes.Where(n => n.Fill == FillKind.Nothing && !circular.Contains(n) && IsObject(n)))
        {
            node.Fill = FillKind.Made;
        }
    }

    /// <summary>Schemas whose defaults show up inside a value of this one.</summary>
    private static IEnumerable<SchemaNode> Parts(SchemaNode node) =>
        [.. node.Properties.Select(p => p.Schema), .. node.Composition?.AllOf ?? [], .. node.Reference is { } r ? new[] { r } : []];

    private void Spread(IEnumerable<SchemaNode> defaults)
    {
        var open = new Stack<SchemaNode>(defaults);
        while (open.TryPop(out var node))
        {
            foreach (var container in _containers.GetValueOrDefault(node) ?? [])
            {
                if (_makes.Add(container))
                {
                    open.Push(container);
                }
            }
        }
    }

    /// <summary>What is left after taking away, again and again, whatever contains nothing and whatever is contained in nothing.</summary>
    private HashSet<SchemaNode> Circular()
    {
        var left = _makes.ToHashSet();
        Peel(left, n => Parts(n).Where(left.Contains), n => (_containers.GetValueOrDefault(n) ?? []).Where(left.Contains));
        Peel(left, n => (_containers.GetValueOrDefault(n) ?? []).Where(left.Contains), n => Parts(n).Where(left.Contains));
        return left;
    }

    private static void Peel(HashSet<SchemaNode> left, Func<SchemaNode, IEnumerable<SchemaNode>> holds, Func<SchemaNode, IEnumerable<SchemaNode>> heldBy)
    {
        var counts = left.ToDictionary(n => n, n => holds(n).Count());
        var open = new Stack<SchemaNode>(counts.Where(c => c.Value == 0).Select(c => c.Key));
        while (open.TryPop(out var node))
        {
            foreach (var other in heldBy(node))
            {
                if (--counts[other] == 0)
                {
                    open.Push(other);
                }
            }

            left.Remove(node);
        }
    }

    private bool IsObject(SchemaNode node) => Types(node) is SchemaTypes.Object or SchemaTypes.Any;

    private SchemaTypes Types(SchemaNode node)
    {
        if (!_types.TryGetValue(node, out var types))
        {
            types = node.Types & (node.Reference is { } reference ? Types(reference) : SchemaTypes.Any);
            types = (node.Composition?.AllOf ?? []).Aggregate(types, (all, part) => all & Types(part));
            _types[node] = types;
        }

        return types;
    }
}

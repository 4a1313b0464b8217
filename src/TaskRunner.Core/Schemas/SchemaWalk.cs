namespace TaskRunner.Schemas;

/// <summary>Visits every schema that says something of a value or of a part of it, each once, whatever circles <c>$ref</c> draws.</summary>
internal static class SchemaWalk
{
    public static IEnumerable<SchemaNode> From(SchemaNode? root)
    {
        var seen = new HashSet<SchemaNode>();
        var open = new Stack<SchemaNode?>([root]);
        while (open.TryPop(out var node))
        {
            if (node is null || !seen.Add(node))
            {
                continue;
            }

            yield return node;
            Push(open, node);
        }
    }

    private static void Push(Stack<SchemaNode?> open, SchemaNode node)
    {
        open.Push(node.Reference);
        if (node.Composition is { } composition)
        {
            PushAll(open, [composition.Then, composition.Else, .. composition.AllOf, .. composition.AnyOf, .. composition.OneOf]);
        }

        if (node.Lists is { } lists)
        {
            PushAll(open, [lists.Items, .. lists.PrefixItems]);
        }

        if (node.Maps is { } maps)
        {
            open.Push(maps.AdditionalProperties);
            PushAll(open, [.. maps.PatternProperties.Select(p => p.Schema), .. maps.DependentSchemas.Select(p => p.Schema)]);
            PushAll(open, [.. maps.Properties.Select(p => p.Schema)]);
        }
    }

    private static void PushAll(Stack<SchemaNode?> open, ReadOnlySpan<SchemaNode?> nodes)
    {
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            open.Push(nodes[i]);
        }
    }
}

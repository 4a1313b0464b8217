using TaskRunner.Diagnostics;

namespace TaskRunner.Schemas.Reading;

/// <summary>
/// Refuses schemas that lead back to themselves without going into the value: <c>a: {$ref: a}</c>, or over <c>allOf</c> and the
/// like. Checking a value against one would never end.
/// </summary>
internal static class ProgressCheck
{
    /// <summary>More schemas than this on one value, each included by the one before, is nobody's intention.</summary>
    private const int LongestChain = 256;

    public static void Run(IEnumerable<SchemaNode> nodes, DiagnosticBag diagnostics)
    {
        var heights = new Dictionary<SchemaNode, int>();
        foreach (var start in nodes.Where(IncludesOthers)) // the others can be on no circle
        {
            // Explicit stack: a chain of references may be as long as the document.
            var stack = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
            Enter(start, stack, heights);
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    stack.Pop();
                    Leave(top.Node, heights, diagnostics);
                }
                else if (!heights.TryGetValue(top.Next.Current, out var height))
                {
                    Enter(top.Next.Current, stack, heights);
                }
                else if (height == 0)
                {
                    diagnostics.Add(new Diagnostic("TR2010", Severity.Error, top.Node.Span, [$"#{top.Next.Current.Pointer}"]) { Pointer = top.Node.Pointer });
                }
            }
        }
    }

    /// <summary>Schemas that judge the same value as this one.</summary>
    public static IEnumerable<SchemaNode> InPlace(SchemaNode node)
    {
        if (node.Reference is { } reference)
        {
            yield return reference;
        }

        if (node.Composition is { } c)
        {
            foreach (var branch in (IEnumerable<SchemaNode>)[.. c.AllOf, .. c.AnyOf, .. c.OneOf])
            {
                yield return branch;
            }

            foreach (var branch in new[] { c.Not, c.If, c.Then, c.Else })
            {
                if (branch is not null)
                {
                    yield return branch;
                }
            }
        }

        foreach (var dependent in node.Maps?.DependentSchemas ?? SchemaProperties.Empty)
        {
            yield return dependent.Schema;
        }
    }

    private static bool IncludesOthers(SchemaNode node) =>
        node.Reference is not null || node.Composition is not null || node.Maps?.DependentSchemas.Count > 0;

    private static void Enter(SchemaNode node, Stack<(SchemaNode, IEnumerator<SchemaNode>)> stack, Dictionary<SchemaNode, int> heights)
    {
        if (heights.TryAdd(node, 0))
        {
            stack.Push((node, InPlace(node).GetEnumerator()));
        }
    }

    private static void Leave(SchemaNode node, Dictionary<SchemaNode, int> heights, DiagnosticBag diagnostics)
    {
        heights[node] = 1 + InPlace(node).Select(n => heights[n]).DefaultIfEmpty().Max();
        if (heights[node] == LongestChain)
        {
            diagnostics.Add(new Diagnostic("TR2022", Severity.Error, node.Span, [$"{LongestChain}"]) { Pointer = node.Pointer });
        }
    }
}

using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// A node of an expression's tree; start and end are offsets into the text of the scalar it stands in. A node that begins with
/// another in parentheses begins with the parenthesis.
/// </summary>
internal abstract class Node(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;
}

/// <summary>A number, a string, true, false or null.</summary>
internal sealed class LiteralNode(Value value, int start, int end) : Node(start, end)
{
    public Value Value { get; } = value;
}

/// <summary>One of the names an expression begins with: <c>config</c>, <c>tasks</c> …</summary>
internal sealed class NameNode(string name, int start, int end) : Node(start, end)
{
    public string Name { get; } = name;
}

/// <summary>Members of a value, <c>.a?.b['c'][0]</c>: flat, so that <c>?.</c> ends the whole chain as JavaScript's does.</summary>
internal sealed class AccessNode(Node target, ImmutableArray<Step> steps, int start) : Node(start, steps[^1].End)
{
    public Node Target { get; } = target;

    public ImmutableArray<Step> Steps { get; } = steps;

    /// <summary>Where the value ends that a step is applied to.</summary>
    public int EndBefore(int step) => step == 0 ? Steps[0].Start : Steps[step - 1].End;
}

/// <summary>One member: a name after a dot, or what stands in brackets.</summary>
internal readonly record struct Step(string? Name, Node? Index, bool Optional, int Start, int End)
{
    /// <summary>The name where it is known without evaluating: after a dot, a string or a whole number in brackets.</summary>
    public string? StaticName => Name ?? Index switch
    {
        LiteralNode { Value: StringValue s } => s.Text,
        LiteralNode { Value: NumberValue n } when n.TryGetInt64(out _) => n.Literal,
        _ => null,
    };
}

internal sealed class CallNode(Function function, ImmutableArray<Node> arguments, int start, int end) : Node(start, end)
{
    public Function Function { get; } = function;

    public ImmutableArray<Node> Arguments { get; } = arguments;
}

internal sealed class NotNode(Node operand, int start, int end) : Node(start, end)
{
    public Node Operand { get; } = operand;
}

internal sealed class CompareNode(Comparison comparison, Node left, Node right, int start, int end) : Node(start, end)
{
    public Comparison Comparison { get; } = comparison;

    public Node Left { get; } = left;

    public Node Right { get; } = right;
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Two or more operands joined by the same operator, in their order: a long chain is wide, not deep.</summary>
internal sealed class FoldNode(Fold fold, ImmutableArray<Node> operands, int start, int end) : Node(start, end)
{
    public Fold Fold { get; } = fold;

    public ImmutableArray<Node> Operands { get; } = operands;
}

internal enum Fold
{
    Plus,
    And,
    Or,
    Coalesce,

    /// <summary><c>default(a, b)</c>: another spelling of <c>a ?? b</c>.</summary>
    Default,
}

internal sealed class ChoiceNode(Node condition, Node then, Node otherwise, int start, int end) : Node(start, end)
{
    public Node Condition { get; } = condition;

    public Node Then { get; } = then;

    public Node Otherwise { get; } = otherwise;
}

internal sealed class ListNode(ImmutableArray<Node> items, int start, int end) : Node(start, end)
{
    public ImmutableArray<Node> Items { get; } = items;
}

internal sealed class MapNode(ImmutableArray<(string Key, Node Value)> entries, int start, int end) : Node(start, end)
{
    public ImmutableArray<(string Key, Node Value)> Entries { get; } = entries;
}

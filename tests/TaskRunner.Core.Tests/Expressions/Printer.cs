using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>Writes an expression's tree back as text, every operand in parentheses.</summary>
internal static class Printer
{
    public static string Print(Node node) => node switch
    {
        LiteralNode { Value: StringValue s } => Quote(s.Text),
        LiteralNode literal => literal.Value.ToString(),
        NameNode name => name.Name,
        AccessNode access => (access.Target is NameNode name ? name.Name : $"({Print(access.Target)})") + string.Concat(access.Steps.Select(Print)),
        CallNode call => $"{call.Function.Name}({Join(call.Arguments)})",
        NotNode not => "!" + Operand(not.Operand),
        CompareNode compare => $"{Operand(compare.Left)} {Evaluator.Symbol(compare.Comparison)} {Operand(compare.Right)}",
        FoldNode { Fold: Fold.Default } fold => $"default({Join(fold.Operands)})",
        FoldNode fold => string.Join(Symbol(fold.Fold), fold.Operands.Select(Operand)),
        ChoiceNode choice => $"{Operand(choice.Condition)} ? {Operand(choice.Then)} : {Operand(choice.Otherwise)}",
        ListNode list => $"[{Join(list.Items)}]",
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(e => $"{Quote(e.Key)}: {Print(e.Value)}"))}}}",
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static string Print(Step step) => (step.Optional, step.Name) switch
    {
        (true, null) => $"?.[{Print(step.Index!)}]",
        (false, null) => $"[{Print(step.Index!)}]",
        (true, _) => $"?.{step.Name}",
        _ => $".{step.Name}",
    };

    private static string Operand(Node node) => node is LiteralNode or NameNode ? Print(node) : $"({Print(node)})";

    private static string Join(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(Print));

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Symbol(Fold fold) => fold switch
    {
        Fold.Plus => " + ",
        Fold.And => " && ",
        Fold.Or => " || ",
        _ => " ?? ",
    };
}

using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>Finds what an expression's tree reads, in the order it is written.</summary>
internal sealed class ReferenceCollector(ScalarPlace place)
{
    private ImmutableArray<Reference>.Builder? _found;

    public static ImmutableArray<Reference> Collect(Node node, ScalarPlace place)
    {
        var collector = new ReferenceCollector(place);
        collector.Visit(node, default);
        return collector._found?.DrainToImmutable() ?? [];
    }

    private void Visit(Node node, Around around)
    {
        switch (node)
        {
            case NameNode name:
                Add(name, name.Start, name.End, [], isPartial: false, around);
                break;
            case AccessNode access:
                VisitAccess(access, around);
                break;
            case CallNode call:
                VisitAll(call.Arguments);
                break;
            case NotNode not:
                Visit(not.Operand, default);
                break;
            case CompareNode compare:
                Visit(compare.Left, IsNullTest(compare, compare.Right) ? Around.NullTest : default);
                Visit(compare.Right, IsNullTest(compare, compare.Left) ? Around.NullTest : default);
                break;
            case FoldNode fold:
                VisitFold(fold, around);
                break;
            case ChoiceNode choice:
                Visit(choice.Condition, default);
                Visit(choice.Then, around.Inside);
                Visit(choice.Otherwise, around.Inside);
                break;
            case ListNode list:
                VisitAll(list.Items);
                break;
            case MapNode map:
                VisitAll(map.Entries.Select(e => e.Value));
                break;
        }
    }

    private void VisitAll(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            Visit(node, default);
        }
    }

    private void VisitFold(FoldNode fold, Around around)
    {
        for (var i = 0; i < fold.Operands.Length; i++)
        {
            var replaced = fold.Fold is Fold.Coalesce or Fold.Default && i < fold.Operands.Length - 1;
            Visit(fold.Operands[i], replaced ? Around.Replaced : fold.Fold == Fold.Plus ? default : around.Inside);
        }
    }

    private void VisitAccess(AccessNode access, Around around)
    {
        var length = 0;
        if (access.Target is NameNode name)
        {
            length = StaticLength(access);
            var path = access.Steps[..length].Select(s => s.StaticName!).ToImmutableArray();
            var end = access.EndBefore(length);
            var optional = access.Steps.Any(s => s.Optional);
            Add(name, access.Start, end, path, length < access.Steps.Length, optional ? around.AsGuarded : around);
        }
        else
        {
            Visit(access.Target, default);
        }

        foreach (var step in access.Steps.Where(s => s.Index is not (null or LiteralNode)))
        {
            Visit(step.Index!, default);
        }
    }

    private static int StaticLength(AccessNode access)
    {
        var length = 0;
        while (length < access.Steps.Length && access.Steps[length].StaticName is not null)
        {
            length++;
        }

        return length;
    }

    private static bool IsNullTest(CompareNode compare, Node other) =>
        compare.Comparison is Comparison.Equal or Comparison.NotEqual && other is LiteralNode { Value: NullValue };

    private void Add(NameNode root, int start, int end, ImmutableArray<string> path, bool isPartial, Around around) =>
        (_found ??= ImmutableArray.CreateBuilder<Reference>()).Add(new Reference(place, start, end, root.Name, path)
        {
            IsPartial = isPartial,
            IsGuarded = around.Guarded,
            OnlyComparedWithNull = around.NullOnly,
        });

    /// <summary>What is done with the value where it stands.</summary>
    private readonly record struct Around(bool Guarded, bool NullOnly)
    {
        public static Around Replaced => new(true, false);

        public static Around NullTest => new(true, true);

        public Around AsGuarded => this with { Guarded = true };

        /// <summary>For a part that may become the whole.</summary>
        public Around Inside => this with { NullOnly = false };
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <content>Calls, operators and what is built.</content>
internal sealed partial class ShapeChecker
{
    private Shape CheckCall(CallNode call, Expectation around)
    {
        var secret = false;
        var right = true;
        var first = Kinds.Any;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var takes = call.Function.Takes(i, first);
            var node = call.Arguments[i];
            var shape = Check(node, takes.HasFlag(Kinds.Null) ? around.AsTested : around.AsOperand);
            first = i == 0 ? Shapes.KindsOf(shape) : first;
            right &= Require(node, shape, takes, call.Function.Name);
            secret |= call.Function.Shallow ? shape.IsSecret : shape.HoldsSecret;
        }

        if (right)
        {
            TryLiterals(call);
        }

        return secret ? call.Function.Result with { IsSecret = true } : call.Function.Result;
    }

    /// <summary>An operand must be able to be of a kind that is taken, and must not be null where null is not.</summary>
    private bool Require(Node node, Shape shape, Kinds takes, string by)
    {
        if (shape is NullShape && !takes.HasFlag(Kinds.Null))
        {
            Report("TR4024", node, Quote(node), by);
            return false;
        }

        var kinds = Shapes.KindsOf(shape) & ~Kinds.Null;
        if (kinds != Kinds.None && (kinds & takes) == Kinds.None)
        {
            Report("TR4025", node, Quote(node), KindName.Of(kinds), by, KindName.Of(takes));
            return false;
        }

        if (shape.IsNullable && !takes.HasFlag(Kinds.Null))
        {
            Report("TR4042", node, Quote(node), by);
            return false;
        }

        return true;
    }

    /// <summary>What is literal is tried now: versions, ranges, JSON. The function's samples stand for what is not known yet.</summary>
    private void TryLiterals(CallNode call)
    {
        var samples = call.Function.Samples;
        var values = new Value[call.Arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = call.Arguments[i] is LiteralNode literal ? literal.Value : samples.IsEmpty ? Value.Null : samples[i];
        }

        if (values.Contains(Value.Null))
        {
            return;
        }

        try
        {
            call.Function.Body(new Call(new Evaluator(place, MapValue.Empty), call, values));
        }
        catch (ExpressionException e)
        {
            diagnostics.Add(e.Diagnostic);
        }
    }

    private Shape CheckComparison(CompareNode node, Expectation around)
    {
        var (leftNull, rightNull) = (IsNull(node.Left), IsNull(node.Right));
        var isEquality = node.Comparison is Comparison.Equal or Comparison.NotEqual;
        var left = Check(node.Left, isEquality && rightNull ? around.AsTested : around);
        var right = Check(node.Right, isEquality && leftNull ? around.AsTested : around);
        if (isEquality)
        {
            // Whether something is null may always be asked, also of what never is: schemas change.
            var asksForNull = leftNull || rightNull;
            if (!asksForNull)
            {
                CheckCanBeEqual(node, left, right);
            }

            return Shapes.Boolean with { IsSecret = !asksForNull && (left.HoldsSecret || right.HoldsSecret) };
        }

        CheckOrder(node, left, right);
        return Shapes.Boolean with { IsSecret = left.IsSecret || right.IsSecret };
    }

    private static bool IsNull(Node node) => node is LiteralNode { Value: NullValue };

    private void CheckCanBeEqual(CompareNode node, Shape left, Shape right)
    {
        var (a, b) = (Shapes.KindsOf(left), Shapes.KindsOf(right));
        if ((a & b) == Kinds.None)
        {
            Report("TR4044", node, Quote(node.Left), KindName.Of(a), Quote(node.Right), KindName.Of(b));
            return;
        }

        if (left is ScalarShape { Among.IsEmpty: false } l && right is ScalarShape { Among.IsEmpty: false } r
            && !(left.IsNullable && right.IsNullable) && !l.Among.Any(r.Among.Contains))
        {
            ReportNeverAmong(node, l, r);
        }
    }

    private void ReportNeverAmong(CompareNode node, ScalarShape left, ScalarShape right)
    {
        var (known, written, at) = node.Right is LiteralNode ? (left, right, node.Right) : (right, left, node.Left);
        var other = at == node.Right ? node.Left : node.Right;
        var name = written.Among is [StringValue one] ? one.Text : "";
        diagnostics.Add(new Diagnostic(
            "TR4045",
            Severity.Error,
            place.At(at.Start, at.End),
            [Quote(other), Quote(at), string.Join(", ", known.Among.Select(v => v.ToString()))])
        {
            DidYouMean = NearestName.Of(name, known.Among.OfType<StringValue>().Select(s => s.Text)),
        });
    }

    private void CheckOrder(CompareNode node, Shape left, Shape right)
    {
        const Kinds Ordered = Kinds.Number | Kinds.String;
        var (a, b) = (Shapes.KindsOf(left) & Ordered, Shapes.KindsOf(right) & Ordered);
        if (left is NullShape || right is NullShape)
        {
            var isNull = left is NullShape ? node.Left : node.Right;
            Report("TR4024", isNull, Quote(isNull), Evaluator.Symbol(node.Comparison));
        }
        else if ((a & b) == Kinds.None)
        {
            Report("TR4026", node, Quote(node.Left), KindName.Of(Shapes.KindsOf(left)), Quote(node.Right), KindName.Of(Shapes.KindsOf(right)));
        }
        else
        {
            Require(node.Left, left, Ordered, Evaluator.Symbol(node.Comparison));
            Require(node.Right, right, Ordered, Evaluator.Symbol(node.Comparison));
        }
    }

    private Shape CheckFold(FoldNode fold, Expectation around) => fold.Fold switch
    {
        Fold.Plus => CheckPlus(fold, around.AsOperand),
        Fold.And or Fold.Or => CheckLogical(fold, around),
        _ => CheckCoalesce(fold, around),
    };

    private Shape CheckPlus(FoldNode fold, Expectation around)
    {
        var kinds = Kinds.Number;
        var secret = false;
        foreach (var operand in fold.Operands)
        {
            var shape = Check(operand, around);
            Require(operand, shape, Kinds.Number | Kinds.String, "+");
            var possible = Shapes.KindsOf(shape) & (Kinds.Number | Kinds.String);
            kinds = possible == Kinds.String || kinds == Kinds.String ? Kinds.String : kinds | possible;
            secret |= shape.IsSecret;
        }

        return (kinds switch
        {
            Kinds.Number => new ScalarShape(ScalarKind.Number),
            Kinds.String => new ScalarShape(ScalarKind.String),
            _ => Shape.Any,
        }) with
        { IsSecret = secret };
    }

    private Shape CheckLogical(FoldNode fold, Expectation around)
    {
        var result = Check(fold.Operands[0], around.AsTested);
        for (var i = 1; i < fold.Operands.Length; i++)
        {
            around = around.After(fold.Operands[i - 1], fold.Fold == Fold.And);
            var isLast = i == fold.Operands.Length - 1;
            var next = Check(fold.Operands[i], isLast ? around : around.AsTested);
            var left = fold.Fold == Fold.Or ? Shapes.NotNull(result) : result;
            result = Shapes.Union(left, next) with { IsSecret = result.IsSecret || next.IsSecret };
        }

        return result;
    }

    private Shape CheckCoalesce(FoldNode fold, Expectation around)
    {
        var result = Check(fold.Operands[0], around.AsTested);
        for (var i = 1; i < fold.Operands.Length; i++)
        {
            var next = Check(fold.Operands[i], i == fold.Operands.Length - 1 ? around : around.AsTested);
            result = MayBeNull(result) ? Shapes.Union(Shapes.NotNull(result), next) : result;
        }

        return result;
    }

    private Shape CheckChoice(ChoiceNode choice, Expectation around)
    {
        var condition = Check(choice.Condition, around.AsTested);
        var then = Check(choice.Then, around.After(choice.Condition, true));
        var otherwise = Check(choice.Otherwise, around.After(choice.Condition, false));
        var union = Shapes.Union(then, otherwise);
        return condition.IsSecret ? union with { IsSecret = true } : union;
    }

    private ListShape CheckList(ListNode list, Expectation around)
    {
        var items = list.Items.Select(i => Check(i, around)).ToList();
        return new ListShape(items.Count == 0 ? Shape.Any : items.Aggregate(Shapes.Union));
    }

    private MapShape CheckMap(MapNode map, Expectation around) =>
        MapShape.Of([.. map.Entries.Select(e => (e.Key, Check(e.Value, around)))]);
}

using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <content>Comparison and the operators that join operands.</content>
internal sealed partial class Evaluator
{
    private Value EvaluateComparison(CompareNode node)
    {
        var (left, right) = (Evaluate(node.Left), Evaluate(node.Right));
        if (node.Comparison is Comparison.Equal or Comparison.NotEqual)
        {
            return EvaluateEquality(node.Comparison == Comparison.Equal, left, right);
        }

        if (left is SecretValue || right is SecretValue)
        {
            return DerivedSecret.Of(node.Comparison.ToString(), left, right);
        }

        var order = (left, right) switch
        {
            (NumberValue a, NumberValue b) => Numbers.Compare(a, b),
            (StringValue a, StringValue b) => string.CompareOrdinal(a.Text, b.Text),
            _ => throw NotComparable(node, left, right),
        };
        return Value.From(node.Comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        });
    }

    /// <summary>Whether a secret is set is not secret: <c>config.token == null</c> is false for it. A derived one may turn out null.</summary>
    private static Value EvaluateEquality(bool equal, Value left, Value right)
    {
        if (left is NullValue || right is NullValue)
        {
            var other = left is NullValue ? right : left;
            if (other is not SecretValue { Content: Secrets.SecretContent.Derived })
            {
                return Value.From(other is NullValue == equal);
            }
        }

        return DerivedSecret.IsIn(left) || DerivedSecret.IsIn(right)
            ? DerivedSecret.Of(equal ? "==" : "!=", left, right)
            : Value.From(left.Equals(right) == equal);
    }

    private ExpressionException NotComparable(CompareNode node, Value left, Value right)
    {
        var isNull = left is NullValue ? node.Left : right is NullValue ? node.Right : null;
        return isNull is not null
            ? Error("TR4024", isNull, Quote(isNull), Symbol(node.Comparison))
            : Error("TR4026", node, Quote(node.Left), KindName.Of(left), Quote(node.Right), KindName.Of(right));
    }

    public static string Symbol(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Equal => "==",
        _ => "!=",
    };

    private Value EvaluateFold(FoldNode fold) => fold.Fold switch
    {
        Fold.Plus => EvaluatePlus(fold),
        Fold.And => EvaluateLogical(fold, stopAt: false),
        Fold.Or => EvaluateLogical(fold, stopAt: true),
        _ => EvaluateCoalesce(fold),
    };

    /// <summary>As in JavaScript the result is the operand that decided, not a boolean.</summary>
    private Value EvaluateLogical(FoldNode fold, bool stopAt)
    {
        var value = Evaluate(fold.Operands[0]);
        for (var i = 1; i < fold.Operands.Length; i++)
        {
            if (value is SecretValue)
            {
                value = DerivedSecret.Of(stopAt ? "||" : "&&", value, Attempt(fold.Operands[i]));
            }
            else if (IsTrue(value) == stopAt)
            {
                return value;
            }
            else
            {
                value = Evaluate(fold.Operands[i]);
            }
        }

        return value;
    }

    /// <summary>A secret is not null, so it is the result itself; a derived one may turn out null.</summary>
    private Value EvaluateCoalesce(FoldNode fold)
    {
        var value = Evaluate(fold.Operands[0]);
        for (var i = 1; i < fold.Operands.Length; i++)
        {
            if (value is SecretValue { Content: Secrets.SecretContent.Derived })
            {
                value = DerivedSecret.Of("??", value, Attempt(fold.Operands[i]));
            }
            else if (value is NullValue)
            {
                value = Evaluate(fold.Operands[i]);
            }
            else
            {
                return value;
            }
        }

        return value;
    }

    /// <summary>Numbers are added until the first string; from there on it is text, as in JavaScript: <c>1 + 2 + 'a'</c> is 3a.</summary>
    private Value EvaluatePlus(FoldNode fold)
    {
        var values = EvaluateAll(fold.Operands);
        for (var i = 0; i < values.Length; i++)
        {
            CheckSummand(fold.Operands[i], values[i]);
        }

        if (values.Any(v => v is SecretValue))
        {
            return DerivedSecret.Of("+", values.AsSpan());
        }

        var sum = values[0];
        var next = 1;
        for (; next < values.Length && sum is NumberValue a && values[next] is NumberValue b; next++)
        {
            sum = Numbers.Add(a, b) ?? throw Error("TR4032", fold, Quote(fold));
        }

        return next == values.Length ? sum : Concatenate(fold, [sum, .. values.AsSpan()[next..]]);
    }

    private StringValue Concatenate(FoldNode fold, ReadOnlySpan<Value> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(ValueText.Of(value, ExpressionLimits.Result));
            if (text.Length > ExpressionLimits.Result)
            {
                throw TooLong(fold);
            }
        }

        return new StringValue(text.ToString());
    }

    private void CheckSummand(Node node, Value value)
    {
        if (value is NullValue)
        {
            throw Error("TR4024", node, Quote(node), "+");
        }

        if (value is not (NumberValue or StringValue or SecretValue))
        {
            throw Error("TR4025", node, Quote(node), KindName.Of(value), "+", KindName.Of(Kinds.Number | Kinds.String));
        }
    }
}

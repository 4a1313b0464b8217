using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// Walks an expression's tree over one scope. A secret that is not revealed is never looked into: an operation over it gives a
/// <see cref="DerivedSecret"/>; only whether it is null is known (it is not).
/// </summary>
internal sealed partial class Evaluator(ScalarPlace place, MapValue scope)
{
    public Value Evaluate(Node node) => node switch
    {
        LiteralNode literal => literal.Value,
        NameNode name => scope[name.Name] ?? throw UnknownName(name),
        AccessNode access => EvaluateAccess(access),
        CallNode call => EvaluateCall(call),
        NotNode not => EvaluateNot(not),
        CompareNode compare => EvaluateComparison(compare),
        FoldNode fold => EvaluateFold(fold),
        ChoiceNode choice => EvaluateChoice(choice),
        ListNode list => new ListValue(EvaluateAll(list.Items)),
        MapNode map => EvaluateMap(map),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is not evaluated; this is a bug"),
    };

    /// <summary>As in JavaScript: null, false, 0 and the empty string are false, everything else is true.</summary>
    public static bool IsTrue(Value value) => value switch
    {
        NullValue => false,
        BooleanValue b => b.Value,
        NumberValue n => n.AsDouble != 0,
        StringValue s => s.Text.Length > 0,
        _ => true,
    };

    private ImmutableArray<Value> EvaluateAll(ImmutableArray<Node> nodes)
    {
        var values = ImmutableArray.CreateBuilder<Value>(nodes.Length);
        foreach (var node in nodes)
        {
            values.Add(Evaluate(node));
        }

        return values.MoveToImmutable();
    }

    private MapValue EvaluateMap(MapNode map)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var (key, value) in map.Entries)
        {
            entries.Add(new MapEntry(key, Evaluate(value)));
        }

        return new MapValue(entries.MoveToImmutable());
    }

    private Value EvaluateAccess(AccessNode access)
    {
        var value = Evaluate(access.Target);
        for (var i = 0; i < access.Steps.Length; i++)
        {
            var step = access.Steps[i];
            if (value is NullValue)
            {
                return step.Optional ? Value.Null : throw MemberOfNull(access, i);
            }

            value = step.Index is null ? Member(access, i, value, step.Name!) : Item(access, i, value, Evaluate(step.Index));
        }

        return value;
    }

    /// <summary>A member that is not there is null, as JavaScript's undefined; the check before the run knows the names that exist.</summary>
    private Value Member(AccessNode access, int step, Value value, string name) => value switch
    {
        MapValue map => map[name] ?? Value.Null,
        SecretValue => DerivedSecret.Of(".", value, Value.From(name)),
        _ => throw NoMembers(access, step, value),
    };

    private Value Item(AccessNode access, int step, Value value, Value index)
    {
        if (value is SecretValue || index is SecretValue)
        {
            return DerivedSecret.Of(".", value, index);
        }

        switch (value, index)
        {
            case (MapValue, StringValue key):
                return Member(access, step, value, key.Text);
            case (ListValue list, NumberValue number) when number.TryGetInt64(out var at):
                return at >= 0 && at < list.Items.Length ? list.Items[(int)at] : Value.Null;
            case (MapValue or ListValue, _):
                throw Error("TR4023", access.Steps[step].Index!, Quote(access.Steps[step].Index!), KindName.Of(index), KindName.Of(value));
            default:
                throw NoMembers(access, step, value);
        }
    }

    private Value EvaluateCall(CallNode call)
    {
        var function = call.Function;
        var values = new Value[call.Arguments.Length];
        var secret = false;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(call.Arguments[i]);
            CheckKind(call, i, KindName.KindsOf(values[0]), values[i]);
            secret |= function.Shallow ? values[i] is SecretValue : DerivedSecret.IsIn(values[i]);
        }

        return secret ? DerivedSecret.Of(function.Name, values) : function.Body(new Call(this, call, values));
    }

    private void CheckKind(CallNode call, int index, Kinds first, Value value)
    {
        var takes = call.Function.Takes(index, first);
        if (takes.HasFlag(KindName.KindsOf(value)) || value is SecretValue)
        {
            return;
        }

        var node = call.Arguments[index];
        throw value is NullValue
            ? Error("TR4024", node, Quote(node), call.Function.Name)
            : Error("TR4025", node, Quote(node), KindName.Of(value), call.Function.Name, KindName.Of(takes));
    }

    private Value EvaluateNot(NotNode not)
    {
        var value = Evaluate(not.Operand);
        return value is SecretValue ? DerivedSecret.Of("!", value) : Value.From(!IsTrue(value));
    }

    private Value EvaluateChoice(ChoiceNode choice)
    {
        var condition = Evaluate(choice.Condition);
        return condition is SecretValue
            ? DerivedSecret.Of("?:", condition, Attempt(choice.Then), Attempt(choice.Otherwise))
            : Evaluate(IsTrue(condition) ? choice.Then : choice.Otherwise);
    }

    /// <summary>
    /// An operand of which only a secret tells whether it is needed. It counts in the fingerprint; where it fails, its failure
    /// does, for it is an error only if the revealed secret chooses it, and then it is thrown.
    /// </summary>
    private Value Attempt(Node node)
    {
        try
        {
            return Evaluate(node);
        }
        catch (ExpressionException e)
        {
            return Value.From(e.Diagnostic.Code);
        }
    }
}

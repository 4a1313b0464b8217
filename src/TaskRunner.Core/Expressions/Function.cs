using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>Kinds of values a parameter takes.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    List = 16,
    Map = 32,
    Any = Null | Boolean | Number | String | List | Map,
}

/// <summary>
/// A function of the language: pure, total over its parameters' kinds save for what its body refuses. The body gets arguments
/// whose number and kinds have been checked and none of which is or (unless <see cref="Shallow"/>) holds a secret.
/// </summary>
/// <param name="Name">As it is called; at most one dot.</param>
/// <param name="Parameters">Which kinds each takes.</param>
/// <param name="Required">How many must be given.</param>
/// <param name="Result">What it gives, for the check before the run.</param>
/// <param name="Body">Computes it.</param>
internal sealed record Function(string Name, ImmutableArray<Kinds> Parameters, int Required, Shape Result, FunctionBody Body)
{
    /// <summary>Looks at the outside of lists and maps only, so that a secret within does not make the result one.</summary>
    public bool Shallow { get; init; }

    /// <summary>Narrows what the second argument may be by what the first is.</summary>
    public Func<Kinds, Kinds>? SecondByFirst { get; init; }

    /// <summary>Right arguments that stand for those not known yet when the literal ones are tried before the run; empty: it is tried with literals only.</summary>
    public ImmutableArray<Value> Samples { get; init; } = [];

    /// <summary>Which kinds an argument may be of when the first can be of these.</summary>
    public Kinds Takes(int index, Kinds first) => index == 1 && SecondByFirst is { } narrow ? narrow(first) : Parameters[index];
}

internal delegate Value FunctionBody(Call call);

/// <summary>The checked arguments of one call, and how to refuse them.</summary>
internal readonly ref struct Call(Evaluator evaluator, CallNode node, ReadOnlySpan<Value> values)
{
    private readonly ReadOnlySpan<Value> _values = values;

    public int Count => _values.Length;

    public Value this[int index] => _values[index];

    public string Text(int index) => ((StringValue)_values[index]).Text;

    /// <summary>An error about an argument; the message's first argument is how it is written.</summary>
    public ExpressionException Refuse(string code, int index, params ReadOnlySpan<string> more) =>
        evaluator.Refuse(code, node.Arguments[index], more);

    /// <summary>A string result, refused when it is too long.</summary>
    public Value Result(string text) => new StringValue(evaluator.Bounded(node, text));

    public ExpressionException TooLong() => evaluator.TooLong(node);
}

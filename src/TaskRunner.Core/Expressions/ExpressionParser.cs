using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// Reads an expression by descent. The language is a subset of JavaScript's expressions; what is accepted means what it means
/// there, save that <c>==</c> is strict and compares lists and maps by content. A name after a dot may contain <c>-</c> and
/// begin with a digit (<c>tasks.cp-kafka.outputs.x</c>); there is no subtraction, so nothing else could be meant.
/// <code>
/// choice   := short ( "?" choice ":" choice )?
/// short    := or | equal ( "??" equal )+                 -- as in JavaScript, ?? is not mixed with &amp;&amp; and || without ( )
/// or       := and ( "||" and )*
/// and      := equal ( "&amp;&amp;" equal )*
/// equal    := order ( ( "==" | "!=" ) order )*
/// order    := sum ( ( "&lt;" | "&lt;=" | ">" | ">=" ) sum )*
/// sum      := not ( "+" not )*
/// not      := "!" not | access
/// access   := primary ( "." name | "[" choice "]" | "?." ( name | "[" choice "]" ) )*
/// primary  := number | "-" number | string | "true" | "false" | "null" | name
///           | function "(" ( choice ( "," choice )* )? ")" | "(" choice ")"
///           | "[" ( choice ( "," choice )* )? "]" | "{" ( key ":" choice ( "," key ":" choice )* )? "}"
/// function := name ( "." name )?                          -- of the fixed ones: lower, semver.lt …
/// key      := name | string
/// string   := '…' | "…"      with \n \r \t \b \f \0 \\ \' \" \/ \uXXXX
/// number   := as in JSON, without sign
/// name     := ( letter | "_" | "$" ) ( letter | digit | "_" | "$" )*
/// </code>
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly ScalarPlace _place;
    private readonly ErrorSink _errors;
    private readonly Scanner _scanner;
    private Token _token;
    private int _depth;
    private int _previousEnd;

    /// <summary>The node that was last read from within parentheses: <c>??</c> may stand beside it whatever it is.</summary>
    private Node? _parenthesised;

    private ExpressionParser(ScalarPlace place, int start, int end, ErrorSink errors)
    {
        _place = place;
        _errors = errors;
        _scanner = new Scanner(place.Text, start, end, errors);
        _previousEnd = start;
        _token = _scanner.Next();
    }

    /// <returns>The tree, or null after errors were reported.</returns>
    public static Node? Parse(ScalarPlace place, int start, int end, ErrorSink errors)
    {
        if (end - start > ExpressionLimits.Length)
        {
            errors.Report("TR4007", start, end, $"{end - start}", $"{ExpressionLimits.Length}");
            return null;
        }

        var parser = new ExpressionParser(place, start, end, errors);
        if (parser._token.Kind == TokenKind.End)
        {
            errors.Report("TR4003", start, end);
            return null;
        }

        var node = parser.ParseChoice();
        if (parser._token.Kind != TokenKind.End)
        {
            parser.Unexpected();
        }

        return errors.Failed ? null : node;
    }

    private Node ParseChoice()
    {
        if (++_depth > ExpressionLimits.Depth)
        {
            _errors.Report("TR4008", _token.Start, _token.End, $"{ExpressionLimits.Depth}");
            _token = _scanner.Next();
        }

        var start = _token.Start;
        var node = ParseShortCircuit();
        if (_token.Kind == TokenKind.Question)
        {
            Advance();
            var then = ParseChoice();
            Expect(TokenKind.Colon, ":");
            node = new ChoiceNode(node, then, ParseChoice(), start, _previousEnd);
        }

        _depth--;
        return node;
    }

    private Node ParseShortCircuit()
    {
        var start = _token.Start;
        var first = ParseOr();
        if (_token.Kind != TokenKind.Coalesce)
        {
            return first;
        }

        if (first is FoldNode { Fold: Fold.And or Fold.Or } && first != _parenthesised)
        {
            _errors.Report("TR4010", _token.Start, _token.End);
        }

        var node = FoldRest(TokenKind.Coalesce, Fold.Coalesce, start, first, p => p.ParseEqual());
        if (_token.Kind is TokenKind.And or TokenKind.Or)
        {
            _errors.Report("TR4010", _token.Start, _token.End);
        }

        return node;
    }

    private Node ParseOr() => FoldRest(TokenKind.Or, Fold.Or, _token.Start, ParseAnd(), p => p.ParseAnd());

    private Node ParseAnd() => FoldRest(TokenKind.And, Fold.And, _token.Start, ParseEqual(), p => p.ParseEqual());

    private Node ParseSum() => FoldRest(TokenKind.Plus, Fold.Plus, _token.Start, ParseNot(), p => p.ParseNot());

    private Node FoldRest(TokenKind kind, Fold fold, int start, Node first, Func<ExpressionParser, Node> next)
    {
        if (_token.Kind != kind)
        {
            return first;
        }

        var operands = ImmutableArray.CreateBuilder<Node>();
        operands.Add(first);
        while (_token.Kind == kind)
        {
            Advance();
            operands.Add(next(this));
        }

        return new FoldNode(fold, operands.DrainToImmutable(), start, _previousEnd);
    }

    private Node ParseEqual() => ParseComparisons(
        p => p.ParseOrder(), kind => kind == TokenKind.Equal ? Comparison.Equal : kind == TokenKind.NotEqual ? Comparison.NotEqual : null);

    private Node ParseOrder() => ParseComparisons(p => p.ParseSum(), kind => kind switch
    {
        TokenKind.Less => Comparison.Less,
        TokenKind.LessOrEqual => Comparison.LessOrEqual,
        TokenKind.Greater => Comparison.Greater,
        TokenKind.GreaterOrEqual => Comparison.GreaterOrEqual,
        _ => null,
    });

    private Node ParseComparisons(Func<ExpressionParser, Node> operand, Func<TokenKind, Comparison?> comparisonOf)
    {
        var start = _token.Start;
        var node = operand(this);
        for (var links = 1; comparisonOf(_token.Kind) is { } comparison; links++)
        {
            if (_depth + links > ExpressionLimits.Depth)
            {
                _errors.Report("TR4008", _token.Start, _token.End, $"{ExpressionLimits.Depth}");
            }

            Advance();
            node = new CompareNode(comparison, node, operand(this), start, _previousEnd);
        }

        return node;
    }

    private Node ParseNot()
    {
        if (_token.Kind != TokenKind.Not)
        {
            return ParseAccess();
        }

        var start = _token.Start;
        if (++_depth > ExpressionLimits.Depth)
        {
            _errors.Report("TR4008", _token.Start, _token.End, $"{ExpressionLimits.Depth}");
        }

        Advance();
        var node = new NotNode(ParseNot(), start, _previousEnd);
        _depth--;
        return node;
    }

    private Node ParseAccess()
    {
        var start = _token.Start;
        var target = ParsePrimary();
        ImmutableArray<Step>.Builder? steps = null;
        while (_token.Kind is TokenKind.Dot or TokenKind.OptionalDot or TokenKind.OpenBracket)
        {
            (steps ??= ImmutableArray.CreateBuilder<Step>()).Add(ParseStep());
        }

        return steps is null ? target : new AccessNode(target, steps.DrainToImmutable(), start);
    }

    private Step ParseStep()
    {
        var start = _token.Start;
        var optional = _token.Kind == TokenKind.OptionalDot;
        if (_token.Kind != TokenKind.OpenBracket)
        {
            Advance();
        }

        if (_token.Kind == TokenKind.OpenBracket)
        {
            Advance();
            var index = ParseChoice();
            Expect(TokenKind.CloseBracket, "]");
            return new Step(null, index, optional, start, _previousEnd);
        }

        var name = _token;
        if (name.Kind != TokenKind.Name)
        {
            _errors.Report("TR4017", start, Math.Max(name.End, start + 1), _place.Quote(start, name.Start));
        }

        Advance();
        return new Step(name.Text ?? "", null, optional, start, name.End);
    }

    private void Advance()
    {
        _previousEnd = _token.End;
        _token = _scanner.Next();
    }

    private void Expect(TokenKind kind, string written)
    {
        if (_token.Kind == kind)
        {
            Advance();
        }
        else if (_token.Kind == TokenKind.End)
        {
            _errors.Report("TR4015", _previousEnd, _previousEnd, written);
        }
        else
        {
            Unexpected(written);
            _token = _scanner.Next();
        }
    }

    /// <param name="missing">What should have stood before it, where that can be told.</param>
    private void Unexpected(string? missing = null)
    {
        var quote = _place.Quote(_token.Start, _token.End);
        if (_token.Kind == TokenKind.Minus)
        {
            _errors.Report("TR4018", _token.Start, _token.End);
        }
        else if (missing is null)
        {
            _errors.Report("TR4001", _token.Start, _token.End, quote);
        }
        else
        {
            _errors.Report("TR4013", _token.Start, _token.End, missing, quote);
        }
    }
}

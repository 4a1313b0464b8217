using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <content>What an expression is made of at the leaves: literals, names, calls, brackets.</content>
internal sealed partial class ExpressionParser
{
    private Node ParsePrimary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Literal(new NumberValue(token.Text!));
            case TokenKind.String:
                return Literal(new StringValue(token.Text!));
            case TokenKind.Minus:
                return ParseNegative();
            case TokenKind.Name:
                return ParseName();
            case TokenKind.Open:
                return ParseParenthesised();
            case TokenKind.OpenBracket:
                Advance();
                return new ListNode(ParseUntil(TokenKind.CloseBracket, "]"), token.Start, _previousEnd);
            case TokenKind.OpenBrace:
                return ParseMap();
            default:
                return Missing();
        }
    }

    private LiteralNode Literal(Value value)
    {
        var node = new LiteralNode(value, _token.Start, _token.End);
        Advance();
        return node;
    }

    private LiteralNode Missing()
    {
        if (_token.Kind == TokenKind.End)
        {
            _errors.Report("TR4014", _previousEnd, _previousEnd);
        }
        else
        {
            Unexpected();
            Advance();
        }

        return new LiteralNode(Value.Null, _token.Start, _token.End);
    }

    private LiteralNode ParseNegative()
    {
        var start = _token.Start;
        Advance();
        if (_token.Kind != TokenKind.Number)
        {
            _errors.Report("TR4018", start, start + 1);
            return Missing();
        }

        var node = new LiteralNode(new NumberValue("-" + _token.Text), start, _token.End);
        Advance();
        return node;
    }

    private Node ParseParenthesised()
    {
        Advance();
        var node = ParseChoice();
        Expect(TokenKind.Close, ")");
        _parenthesised = node;
        return node;
    }

    private ImmutableArray<Node> ParseUntil(TokenKind close, string written)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (_token.Kind != close && !_errors.Failed)
        {
            items.Add(ParseChoice());
            if (_token.Kind != TokenKind.Comma)
            {
                break;
            }

            Advance();
        }

        Expect(close, written);
        return items.DrainToImmutable();
    }

    private MapNode ParseMap()
    {
        var start = _token.Start;
        Advance();
        var entries = ImmutableArray.CreateBuilder<(string, Node)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (_token.Kind != TokenKind.CloseBrace && !_errors.Failed)
        {
            entries.Add(ParseEntry(keys));
            if (_token.Kind != TokenKind.Comma)
            {
                break;
            }

            Advance();
        }

        Expect(TokenKind.CloseBrace, "}");
        return new MapNode(entries.DrainToImmutable(), start, _previousEnd);
    }

    private (string Key, Node Value) ParseEntry(HashSet<string> keys)
    {
        var key = _token;
        if (key.Kind is not (TokenKind.Name or TokenKind.String))
        {
            Missing();
        }
        else if (!keys.Add(key.Text!))
        {
            _errors.Report("TR1003", key.Start, key.End, key.Text!);
        }

        Advance();
        Expect(TokenKind.Colon, ":");
        return (key.Text ?? "", ParseChoice());
    }

    private Node ParseName()
    {
        var name = _token;
        Advance();
        switch (name.Text)
        {
            case "true":
                return new LiteralNode(Value.True, name.Start, name.End);
            case "false":
                return new LiteralNode(Value.False, name.Start, name.End);
            case "null":
                return new LiteralNode(Value.Null, name.Start, name.End);
            default:
                return _token.Kind == TokenKind.Open ? ParseCall(name.Text!, name.Start)
                    : _token.Kind == TokenKind.Dot && Functions.IsFamily(name.Text!) ? ParseFamily(name)
                    : new NameNode(name.Text!, name.Start, name.End);
        }
    }

    /// <summary>The functions with a dot in their name: <c>semver.lt</c>.</summary>
    private Node ParseFamily(Token family)
    {
        Advance();
        var member = _token;
        Advance();
        if (_token.Kind == TokenKind.Open && member.Kind == TokenKind.Name)
        {
            return ParseCall($"{family.Text}.{member.Text}", family.Start);
        }

        ReportUnknownFunction($"{family.Text}.{member.Text}", family.Start, Math.Max(member.End, family.End));
        return new LiteralNode(Value.Null, family.Start, family.End);
    }

    private Node ParseCall(string name, int start)
    {
        var nameEnd = _previousEnd;
        Advance();
        var arguments = ParseUntil(TokenKind.Close, ")");
        if (name == Functions.Default)
        {
            CheckCount(name, arguments.Length, 2, 2, start, nameEnd);
            return new FoldNode(Fold.Default, arguments, start, _previousEnd);
        }

        if (Functions.Find(name) is not { } function)
        {
            ReportUnknownFunction(name, start, nameEnd);
            return new LiteralNode(Value.Null, start, nameEnd);
        }

        CheckCount(name, arguments.Length, function.Required, function.Parameters.Length, start, nameEnd);
        return new CallNode(function, arguments, start, _previousEnd);
    }

    private void CheckCount(string name, int count, int least, int most, int start, int end)
    {
        if (count < least || count > most)
        {
            _errors.Report("TR4005", start, end, name, least == most ? $"{least}" : $"{least}–{most}", $"{count}");
        }
    }

    private void ReportUnknownFunction(string name, int start, int end) =>
        _errors.Report(_errors.Make("TR4004", start, end, name) with { DidYouMean = NearestName.Of(name, Functions.Names) });
}

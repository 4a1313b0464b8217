using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace TaskRunner.Expressions;

/// <summary>Cuts an expression into tokens. The first error is kept and everything after it is the end, so no caller checks twice.</summary>
internal sealed class Scanner(string text, int start, int end, ErrorSink errors)
{
    /// <summary>Names nearly every expression has: one string for all of them, for a package can have 100,000 tasks.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Usual = FrozenSet.ToFrozenSet(
        ["config", "global", "package", "tasks", "outputs", "state", "services", "version", "installation", "operation", "fromVersion", "each", "key", "value", "release", "name"],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private int _at = start;

    /// <summary>What a name may contain depends on what is before it: <c>a-b</c> is one name after a dot only.</summary>
    private bool _afterDot;

    public Token Next()
    {
        while (_at < end && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at >= end || errors.Failed)
        {
            return new Token(TokenKind.End, end, end);
        }

        var token = Scan(text[_at]);
        _afterDot = token.Kind is TokenKind.Dot or TokenKind.OptionalDot;
        return token;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$';

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsDigit(c);

    private char Peek(int ahead) => _at + ahead < end ? text[_at + ahead] : '\0';

    private Token Scan(char c)
    {
        if (IsNameStart(c) || (_afterDot && char.IsDigit(c)))
        {
            return ScanName();
        }

        if (char.IsAsciiDigit(c))
        {
            return ScanNumber();
        }

        return c is '\'' or '"' ? ScanString(c) : ScanOperator(c, Peek(1));
    }

    private Token ScanName()
    {
        var begin = _at;
        while (_at < end && (IsNamePart(text[_at]) || (_afterDot && text[_at] == '-' && IsNamePart(Peek(1)))))
        {
            _at++;
        }

        var name = text.AsSpan(begin, _at - begin);
        return new Token(TokenKind.Name, begin, _at, Usual.TryGetValue(name, out var usual) ? usual : name.ToString());
    }

    private Token ScanNumber()
    {
        var begin = _at;
        SkipDigits();
        var valid = text[begin] != '0' || _at == begin + 1;
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E')
        {
            _at += Peek(1) is '+' or '-' ? 2 : 1;
            valid &= char.IsAsciiDigit(Peek(0));
            SkipDigits();
        }

        if (!valid || IsNamePart(Peek(0)) || Peek(0) == '.')
        {
            while (IsNamePart(Peek(0)) || Peek(0) == '.')
            {
                _at++;
            }

            return Fail("TR4011", begin, _at, text[begin.._at]);
        }

        return new Token(TokenKind.Number, begin, _at, text[begin.._at]);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            _at++;
        }
    }

    private Token ScanString(char quote)
    {
        var begin = _at++;
        StringBuilder? unescaped = null;
        while (_at < end && text[_at] != quote)
        {
            if (text[_at] != '\\')
            {
                unescaped?.Append(text[_at]);
                _at++;
                continue;
            }

            unescaped ??= new StringBuilder(text, begin + 1, _at - begin - 1, _at - begin + 16);
            if (!ScanEscape(unescaped))
            {
                return new Token(TokenKind.End, end, end);
            }
        }

        if (_at >= end)
        {
            return Fail("TR4002", begin, begin + 1, quote.ToString());
        }

        _at++;
        var meant = unescaped?.ToString() ?? text[(begin + 1)..(_at - 1)];
        return IsWellFormed(meant) ? new Token(TokenKind.String, begin, _at, meant) : Fail("TR4016", begin, _at, "\\uD800");
    }

    /// <summary>Half a surrogate pair is no character and could not be written anywhere.</summary>
    private static bool IsWellFormed(string meant)
    {
        var rest = meant.AsSpan();
        for (var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return false;
            }

            rest = rest[(at + 2)..];
        }

        return true;
    }

    private bool ScanEscape(StringBuilder into)
    {
        var letter = Peek(1);
        if (letter == 'u' && _at + 6 <= end
            && ushort.TryParse(text.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            into.Append((char)unit);
            _at += 6;
            return true;
        }

        const string Letters = "nrtbf0\\'\"/";
        const string Meaning = "\n\r\t\b\f\0\\'\"/";
        var at = Letters.IndexOf(letter, StringComparison.Ordinal);
        if (at < 0 || _at + 1 >= end)
        {
            Fail("TR4016", _at, Math.Min(_at + 2, end), text[_at..Math.Min(_at + 2, end)]);
            return false;
        }

        into.Append(Meaning[at]);
        _at += 2;
        return true;
    }

    private Token ScanOperator(char c, char next)
    {
        var third = Peek(2);
        return (c, next, third) switch
        {
            ('=', '=', '=') => Foreign(3, "=="),
            ('!', '=', '=') => Foreign(3, "!="),
            ('=', '=', _) => Take(TokenKind.Equal, 2),
            ('!', '=', _) => Take(TokenKind.NotEqual, 2),
            ('<', '=', _) => Take(TokenKind.LessOrEqual, 2),
            ('>', '=', _) => Take(TokenKind.GreaterOrEqual, 2),
            ('&', '&', _) => Take(TokenKind.And, 2),
            ('|', '|', _) => Take(TokenKind.Or, 2),
            ('?', '?', _) => Take(TokenKind.Coalesce, 2),
            ('?', '.', _) => Take(TokenKind.OptionalDot, 2),
            ('=', '>', _) => Unexpected(2),
            ('=', _, _) => Foreign(1, "=="),
            ('&', _, _) => Foreign(1, "&&"),
            ('|', _, _) => Foreign(1, "||"),
            _ => ScanSingle(c),
        };
    }

    private Token ScanSingle(char c) => c switch
    {
        '.' => Take(TokenKind.Dot, 1),
        '(' => Take(TokenKind.Open, 1),
        ')' => Take(TokenKind.Close, 1),
        '[' => Take(TokenKind.OpenBracket, 1),
        ']' => Take(TokenKind.CloseBracket, 1),
        '{' => Take(TokenKind.OpenBrace, 1),
        '}' => Take(TokenKind.CloseBrace, 1),
        ',' => Take(TokenKind.Comma, 1),
        ':' => Take(TokenKind.Colon, 1),
        '?' => Take(TokenKind.Question, 1),
        '!' => Take(TokenKind.Not, 1),
        '<' => Take(TokenKind.Less, 1),
        '>' => Take(TokenKind.Greater, 1),
        '+' => Take(TokenKind.Plus, 1),
        '-' => Take(TokenKind.Minus, 1),
        _ => Unexpected(char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1),
    };

    private Token Take(TokenKind kind, int length)
    {
        _at += length;
        return new Token(kind, _at - length, _at);
    }

    /// <summary>An operator of other languages, with the one to write.</summary>
    private Token Foreign(int length, string write)
    {
        errors.Report("TR4009", _at, _at + length, text.Substring(_at, length), write);
        return new Token(TokenKind.End, end, end);
    }

    private Token Unexpected(int length) => Fail("TR4001", _at, _at + length, text.Substring(_at, length));

    private Token Fail(string code, int from, int to, string argument)
    {
        errors.Report(code, from, to, argument);
        return new Token(TokenKind.End, end, end);
    }
}

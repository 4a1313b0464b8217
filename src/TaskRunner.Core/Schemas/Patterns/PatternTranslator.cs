using System.Globalization;
using System.Text;

namespace TaskRunner.Schemas.Patterns;

/// <summary>
/// Turns an ECMA-262 pattern (Unicode mode) into one for .NET's engine without backtracking.
/// Translated: <c>\d \w \s</c> and their negations (ECMA's sets), <c>.</c>, <c>$</c> (the very end), <c>\uXXXX \u{X} \xXX \cX \0</c>,
/// <c>\p{…}</c> by general category, characters beyond U+FFFF alone and in classes, <c>[]</c> and <c>[^]</c>, <c>-</c> beside a set.
/// Refused because the engine cannot: lookaround, back references, scripts of <c>\p</c>, negated classes of characters beyond U+FFFF.
/// Differs: <c>\b</c> takes letters of every script for word characters; <c>.</c> and negated classes match one UTF-16 unit.
/// </summary>
internal sealed class PatternTranslator
{
    private const int LargestSize = 20_000;

    private readonly PatternText _text;
    private readonly StringBuilder _result = new();
    private readonly Stack<(int Sum, int Last)> _sizes = new();
    private int _sum;
    private int _last;

    private PatternTranslator(string source) => _text = new PatternText(source);

    /// <exception cref="PatternException">The pattern is wrong, or beyond what is supported.</exception>
    public static string Translate(string source)
    {
        var translator = new PatternTranslator(source);
        translator.Run();
        return translator._result.ToString();
    }

    private void Run()
    {
        while (_text.TryTake(out var c))
        {
            Take(c);
        }

        if (_sizes.Count > 0)
        {
            throw new PatternException(PatternFault.Invalid, "( without )");
        }
    }

    private void Take(char c)
    {
        switch (c)
        {
            case '\\':
                Atom(new PatternEscape(_text).Outside());
                break;
            case '[':
                Atom(new PatternClass(_text).Translate());
                break;
            case '.':
                Atom(@"[^\n\r\u2028\u2029]");
                break;
            case '$':
                _result.Append(@"\z");
                break;
            case '^' or '|':
                _result.Append(c);
                break;
            case '(':
                Open();
                break;
            case ')':
                Close();
                break;
            case '*' or '+' or '?':
                _result.Append(c);
                break;
            case '{' when _text.TryTakeCounts(out var counts, out var most):
                _result.Append(counts);
                Repeat(most);
                break;
            default:
                Literal(c);
                break;
        }
    }

    private void Literal(char c)
    {
        if (char.IsHighSurrogate(c) && _text.TryTakeLowSurrogate(out var low))
        {
            Atom($"(?:{c}{low})");
            return;
        }

        Atom(c is '{' or '}' or ']' ? $"\\{c}" : c.ToString());
    }

    private void Open()
    {
        if (_text.TryTake("?:"))
        {
            _result.Append("(?:");
        }
        else if (_text.TryTakeGroupName())
        {
            _result.Append('(');
        }
        else if (_text.Peek() == '?')
        {
            var construct = _text.Rest(3);
            var looks = construct.StartsWith("?=", StringComparison.Ordinal) || construct.StartsWith("?!", StringComparison.Ordinal)
                || construct.StartsWith("?<", StringComparison.Ordinal);
            throw new PatternException(looks ? PatternFault.NeedsBacktracking : PatternFault.Invalid, $"({construct}");
        }
        else
        {
            _result.Append('(');
        }

        _sizes.Push((_sum, _last));
        (_sum, _last) = (0, 0);
    }

    private void Close()
    {
        if (_sizes.Count == 0)
        {
            throw new PatternException(PatternFault.Invalid, ") without (");
        }

        _result.Append(')');
        var inner = _sum + 1;
        (_sum, _last) = _sizes.Pop();
        Count(inner);
    }

    private void Atom(string translated)
    {
        _result.Append(translated);
        Count(1);
    }

    private void Count(int size)
    {
        (_sum, _last) = (_sum + size, size);
        Bound(_sum);
    }

    /// <summary>A counted repetition is so many copies to the engine: the size of the automaton is bounded, not only that of the text.</summary>
    private void Repeat(int most)
    {
        var size = (long)_last * Math.Max(1, most);
        Bound(_sum + size);
        _sum += (int)size - _last;
        _last = (int)size;
    }

    private static void Bound(long size)
    {
        if (size > LargestSize)
        {
            throw new PatternException(PatternFault.TooLarge, LargestSize.ToString(CultureInfo.InvariantCulture));
        }
    }
}

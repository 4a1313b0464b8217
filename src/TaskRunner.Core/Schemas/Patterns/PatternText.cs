using System.Globalization;

namespace TaskRunner.Schemas.Patterns;

/// <summary>Reads a pattern from left to right.</summary>
internal sealed class PatternText(string source)
{
    private int _at;

    public char Peek(int ahead = 0) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    public bool AtEnd => _at >= source.Length;

    public string Rest(int length) => source.Substring(_at, Math.Min(length, source.Length - _at));

    public bool TryTake(out char c)
    {
        c = Peek();
        var more = !AtEnd;
        _at += more ? 1 : 0;
        return more;
    }

    public bool TryTake(string text)
    {
        var found = string.CompareOrdinal(source, _at, text, 0, text.Length) == 0;
        _at += found ? text.Length : 0;
        return found;
    }

    public bool TryTakeLowSurrogate(out char low)
    {
        low = Peek();
        var found = char.IsLowSurrogate(low);
        _at += found ? 1 : 0;
        return found;
    }

    /// <summary><c>?&lt;name&gt;</c>; not the lookbehinds that begin alike.</summary>
    public bool TryTakeGroupName()
    {
        if (!Rest(2).Equals("?<", StringComparison.Ordinal) || Peek(2) is '=' or '!')
        {
            return false;
        }

        var end = source.IndexOf('>', _at);
        if (end < _at + 3)
        {
            throw new PatternException(PatternFault.Invalid, Rest(8));
        }

        _at = end + 1;
        return true;
    }

    /// <summary>After a brace: <c>2}</c>, <c>2,}</c> or <c>2,5}</c>; anything else means the brace is a letter.</summary>
    public bool TryTakeCounts(out string counts, out int most)
    {
        (counts, most) = ("", 0);
        var end = source.IndexOf('}', _at);
        var inner = end < 0 ? "" : source[_at..end];
        var comma = inner.IndexOf(',', StringComparison.Ordinal);
        var (low, high) = comma < 0 ? (inner, "") : (inner[..comma], inner[(comma + 1)..]);
        if (low.Length == 0 || !low.All(char.IsAsciiDigit) || !high.All(char.IsAsciiDigit))
        {
            return false;
        }

        if (!TryParse(low, out var least) || !TryParse(high.Length == 0 ? low : high, out most))
        {
            throw new PatternException(PatternFault.TooLarge, $"{{{inner}}}");
        }

        if (most < least)
        {
            throw new PatternException(PatternFault.Invalid, $"{{{inner}}}");
        }

        (counts, _at) = ($"{{{inner}}}", end + 1);
        return true;
    }

    public int TakeHex(int length)
    {
        var digits = Rest(length);
        if (digits.Length < length || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new PatternException(PatternFault.Invalid, $"\\{Peek(-1)}{digits}");
        }

        _at += length;
        return code;
    }

    /// <summary>What stands between braces.</summary>
    public string TakeBraced()
    {
        var end = source.IndexOf('}', _at);
        if (Peek() != '{' || end < 0)
        {
            throw new PatternException(PatternFault.Invalid, $"\\{Peek(-1)}{Rest(6)}");
        }

        var inner = source[(_at + 1)..end];
        _at = end + 1;
        return inner;
    }

    private static bool TryParse(string digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

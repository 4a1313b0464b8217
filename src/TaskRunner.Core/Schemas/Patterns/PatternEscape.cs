using System.Globalization;

namespace TaskRunner.Schemas.Patterns;

/// <summary>What follows a backslash: one character, or a set of them as the inside of a .NET class.</summary>
internal sealed class PatternEscape(PatternText text)
{
    public const string Digits = "0-9";
    public const string NotDigits = @"\u0000-/:-\uffff";
    public const string Word = "a-zA-Z0-9_";
    public const string NotWord = @"\u0000-/:-@\[-\^`{-\uffff";
    public const string Space = @"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

    public const string NotSpace =
        @"\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff";

    /// <summary>Translated for use outside a class.</summary>
    public string Outside()
    {
        switch (text.Peek())
        {
            case 'b' or 'B':
                text.TryTake(out var boundary);
                return $"\\{boundary}";
            case (>= '1' and <= '9') or 'k':
                throw new PatternException(PatternFault.NeedsBacktracking, $"\\{text.Rest(1)}");
            default:
                var (set, character) = Inside();
                return set is null ? Single(character) : $"[{set}]";
        }
    }

    /// <summary>A set for the inside of a class, or one code point.</summary>
    public (string? Set, int Character) Inside()
    {
        if (!text.TryTake(out var c))
        {
            throw new PatternException(PatternFault.Invalid, "\\");
        }

        return c switch
        {
            'd' => (Digits, 0),
            'D' => (NotDigits, 0),
            'w' => (Word, 0),
            'W' => (NotWord, 0),
            's' => (Space, 0),
            'S' => (NotSpace, 0),
            'p' or 'P' => (UnicodeProperty.Translate(text.TakeBraced(), negated: c == 'P'), 0),
            _ => (null, CodePoint(c)),
        };
    }

    /// <summary>A code point as .NET takes it anywhere: a unit by its number, a pair as a group.</summary>
    public static string Single(int codePoint) => codePoint > 0xFFFF
        ? $"(?:{Unit(char.ConvertFromUtf32(codePoint)[0])}{Unit(char.ConvertFromUtf32(codePoint)[1])})"
        : Unit(codePoint);

    public static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:x4}");

    private int CodePoint(char c) => c switch
    {
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        'b' => '\b',
        '0' when !char.IsAsciiDigit(text.Peek()) => 0,
        'c' when char.IsAsciiLetter(text.Peek()) && text.TryTake(out var letter) => letter % 32,
        'x' => text.TakeHex(2),
        'u' => text.Peek() == '{' ? Braced() : Units(),
        _ when !char.IsAsciiLetterOrDigit(c) => c,
        _ => throw new PatternException(PatternFault.Invalid, $"\\{c}"),
    };

    private int Braced()
    {
        var digits = text.TakeBraced();
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code is >= 0 and <= 0x10FFFF
            ? code
            : throw new PatternException(PatternFault.Invalid, $"\\u{{{digits}}}");
    }

    private int Units()
    {
        var high = text.TakeHex(4);
        if (!char.IsHighSurrogate((char)high) || !text.TryTake("\\u"))
        {
            return high;
        }

        var low = text.TakeHex(4);
        return char.IsLowSurrogate((char)low)
            ? char.ConvertToUtf32((char)high, (char)low)
            : throw new PatternException(PatternFault.Invalid, "\\u");
    }
}

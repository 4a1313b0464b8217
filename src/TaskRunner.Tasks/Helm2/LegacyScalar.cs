using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// What a scalar of YAML 1.1 means to go-yaml 2, which read the values of both helms. The hierarchy is closed. Differences to the
/// 1.1 specification are go-yaml's: dates stay texts, and a number of base 60 is one.
/// </summary>
internal abstract partial record LegacyScalar
{
    private LegacyScalar()
    {
    }

    public sealed record Nothing : LegacyScalar;

    public sealed record Boolean(bool Value) : LegacyScalar;

    public sealed record Integer(BigInteger Value) : LegacyScalar;

    public sealed record Float(double Value) : LegacyScalar;

    public sealed record Text(string Value) : LegacyScalar;

    /// <summary>A plain scalar without a tag.</summary>
    public static LegacyScalar Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new Nothing(),
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => new Boolean(true),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => new Boolean(false),
        ".nan" or ".NaN" or ".NAN" => new Float(double.NaN),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => new Float(double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => new Float(double.NegativeInfinity),
        ['.', ..] => Fraction(text) is { } fraction ? fraction : new Text(text),
        [(>= '0' and <= '9') or '-' or '+', ..] => Number(text.Replace("_", "", StringComparison.Ordinal)) ?? new Text(text),
        _ => new Text(text),
    };

    private static LegacyScalar? Number(string plain) => Whole(plain) is { } whole ? new Integer(whole) : Fraction(plain);

    /// <summary>Go's base 0: <c>0x</c>, <c>0b</c>, <c>0o</c>, and a leading zero is octal; of 64 bits, unsigned where there is no sign.</summary>
    private static BigInteger? Whole(string plain)
    {
        var digits = plain.AsSpan();
        var isNegative = digits is ['-', ..];
        var isSigned = digits is ['-' or '+', ..];
        digits = isSigned ? digits[1..] : digits;
        var radix = digits switch
        {
            ['0', 'x' or 'X', ..] => 16,
            ['0', 'b' or 'B', ..] => 2,
            ['0', 'o' or 'O', ..] or ['0', >= '0' and <= '9', ..] => 8,
            _ => 10,
        };
        digits = radix == 10 ? digits : radix == 8 && char.IsAsciiDigit(digits[1]) ? digits[1..] : digits[2..];
        return Read(digits, radix) is { } size && size <= Largest(isSigned, isNegative) ? (isNegative ? -size : size) : null;
    }

    private static BigInteger Largest(bool isSigned, bool isNegative) =>
        isNegative ? -(BigInteger)long.MinValue : isSigned ? long.MaxValue : ulong.MaxValue;

    private static BigInteger? Read(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty)
        {
            return null;
        }

        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return value;
    }

    /// <summary>A number too large for a double is a text to go-yaml.</summary>
    private static Float? Fraction(string plain) =>
        Floating().IsMatch(plain) && double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value)
            ? new Float(value)
            : null;

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Floating();
}

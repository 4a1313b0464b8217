using System.Globalization;
using System.Numerics;

namespace TaskRunner.Schemas;

/// <summary>
/// A JSON number without rounding: <c>Digits × 10^Exponent</c>, no trailing zero in the digits. Schemas compare and divide
/// numbers of any size and precision (<c>1e400</c>, <c>0.0075</c> as a multiple of <c>0.0001</c>) without expanding the exponent.
/// </summary>
internal readonly record struct ExactNumber(BigInteger Digits, long Exponent) : IComparable<ExactNumber>
{
    private const long ExponentLimit = 1_000_000_000_000;

    public int Sign => Digits.Sign;

    public bool IsInteger => Exponent >= 0;

    public static ExactNumber Parse(string literal)
    {
        var text = literal.AsSpan();
        var e = text.IndexOfAny('e', 'E');
        var exponent = e < 0 ? 0 : ParseExponent(text[(e + 1)..]);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.');
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        }

        var zeros = mantissa.Length - mantissa.TrimEnd('0').Length;
        var digits = zeros == mantissa.Length ? BigInteger.Zero
            : BigInteger.Parse(mantissa[..^zeros] is "-" ? "0" : mantissa[..^zeros], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return digits.IsZero ? default : new ExactNumber(digits, exponent + zeros);
    }

    public int CompareTo(ExactNumber other)
    {
        if (Sign != other.Sign || Sign == 0)
        {
            return Sign.CompareTo(other.Sign);
        }

        var magnitude = (Exponent + DigitCount(Digits)).CompareTo(other.Exponent + DigitCount(other.Digits));
        if (magnitude != 0)
        {
            return magnitude * Sign;
        }

        // Equal magnitude: the exponents differ by no more than the digits written, so scaling is cheap.
        var low = Math.Min(Exponent, other.Exponent);
        return Scale(low).CompareTo(other.Scale(low));
    }

    /// <summary>Whether dividing by a positive number leaves nothing.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        if (Sign == 0)
        {
            return true;
        }

        var shift = Exponent - divisor.Exponent;
        // Digits never end in a zero: with a coarser divisor something always remains.
        return shift >= 0 && (Digits * BigInteger.ModPow(10, shift, divisor.Digits) % divisor.Digits).IsZero;
    }

    public static bool operator <(ExactNumber a, ExactNumber b) => a.CompareTo(b) < 0;

    public static bool operator >(ExactNumber a, ExactNumber b) => a.CompareTo(b) > 0;

    public static bool operator <=(ExactNumber a, ExactNumber b) => a.CompareTo(b) <= 0;

    public static bool operator >=(ExactNumber a, ExactNumber b) => a.CompareTo(b) >= 0;

    private static long ParseExponent(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            ? Math.Clamp(exponent, -ExponentLimit, ExponentLimit)
            : text[0] == '-' ? -ExponentLimit : ExponentLimit;

    private static int DigitCount(BigInteger digits) => BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).Length;

    private BigInteger Scale(long exponent) => Digits * BigInteger.Pow(10, (int)(Exponent - exponent));
}

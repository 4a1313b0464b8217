using System.Globalization;
using System.Numerics;

namespace TaskRunner.Values;

/// <summary>Resolves plain scalars by the YAML 1.2 core schema; numbers become JSON's spelling (<c>+.5</c> is <c>0.5</c>, <c>0x1F</c> is <c>31</c>).</summary>
internal static class YamlScalar
{
    public static Value Resolve(string text, SourceSpan span) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new NullValue(span) { PlainText = text },
        "true" or "True" or "TRUE" => new BooleanValue(true, span) { PlainText = text },
        "false" or "False" or "FALSE" => new BooleanValue(false, span) { PlainText = text },
        _ when MayBeNumber(text[0]) && NumberLiteral(text) is { } literal => new NumberValue(literal, span) { PlainText = text },
        _ => new StringValue(text, span) { PlainText = text },
    };

    private static bool MayBeNumber(char first) => char.IsAsciiDigit(first) || first is '-' or '+' or '.';

    private static string? NumberLiteral(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("0o", StringComparison.Ordinal))
        {
            return FromBase(text.AsSpan(2), text[1] == 'x' ? 16 : 8);
        }

        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        rest = rest[0] is '-' or '+' ? rest[1..] : rest;
        var whole = TakeDigits(ref rest);
        var fraction = rest is ['.', ..] ? TakeFraction(ref rest) : default;
        if (whole.IsEmpty && fraction.IsEmpty)
        {
            return null;
        }

        return TryTakeExponent(ref rest, out var exponent) && rest.IsEmpty ? Assemble(text, negative, whole, fraction, exponent) : null;
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        rest = rest[digits.Length..];
        return digits;
    }

    private static ReadOnlySpan<char> TakeFraction(ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..];
        return TakeDigits(ref rest);
    }

    private static bool TryTakeExponent(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> exponent)
    {
        exponent = default;
        if (rest is not (['e' or 'E', ..]))
        {
            return true;
        }

        var after = rest[1..];
        after = after is ['+' or '-', ..] ? after[1..] : after;
        if (TakeDigits(ref after).IsEmpty)
        {
            return false;
        }

        exponent = rest[..(rest.Length - after.Length)];
        rest = after;
        return true;
    }

    /// <summary>JSON has no plus sign, no leading zero and no bare dot; a number that has none of them is taken as it stands.</summary>
    private static string Assemble(string text, bool negative, ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, ReadOnlySpan<char> exponent)
    {
        var trimmed = whole.TrimStart('0');
        trimmed = trimmed.IsEmpty ? "0" : trimmed;
        var assembled = $"{(negative ? "-" : "")}{trimmed}{(fraction.IsEmpty ? "" : ".")}{fraction}{exponent}";
        return assembled == text ? text : assembled;
    }

    private static string? FromBase(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty || digits.ContainsAnyExcept(radix == 16 ? "0123456789abcdefABCDEF" : "01234567"))
        {
            return null;
        }

        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }
}

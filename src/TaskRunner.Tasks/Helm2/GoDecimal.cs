using System.Globalization;

namespace TaskRunner.Tasks.Helm2;

/// <summary>A number as its sign, its digits without zeros at the ends, and where the point stands among them.</summary>
internal readonly record struct GoDecimal(bool IsNegative, string Digits, int Point)
{
    /// <summary>With the fewest digits that read back as the same double.</summary>
    public static GoDecimal Of(double number) => Parse(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>With the fewest digits that read back as the same float.</summary>
    public static GoDecimal Of(float number) => Parse(number.ToString("R", CultureInfo.InvariantCulture));

    public int Exponent => Digits.Length == 0 ? 0 : Point - 1;

    public string Plain() => Sign + (Digits.Length == 0 ? "0"
        : Point <= 0 ? "0." + new string('0', -Point) + Digits
        : Point >= Digits.Length ? Digits.PadRight(Point, '0')
        : $"{Digits[..Point]}.{Digits[Point..]}");

    public string Scientific(int leastExponentDigits)
    {
        var mantissa = Digits.Length > 1 ? $"{Digits[0]}.{Digits[1..]}" : Digits;
        var exponent = Math.Abs(Exponent).ToString(CultureInfo.InvariantCulture).PadLeft(leastExponentDigits, '0');
        return $"{Sign}{mantissa}e{(Exponent < 0 ? '-' : '+')}{exponent}";
    }

    private string Sign => IsNegative ? "-" : "";

    private static GoDecimal Parse(string shortest)
    {
        var isNegative = shortest[0] == '-';
        var text = shortest.TrimStart('-');
        var at = text.IndexOf('E');
        var exponent = at < 0 ? 0 : int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = at < 0 ? text : text[..at];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return new GoDecimal(isNegative, digits.Trim('0'), whole - leading + exponent);
    }
}

using System.Globalization;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>Arithmetic that is exact where 28 digits hold it (0.1 + 0.2 is 0.3), and double's where they do not.</summary>
internal static class Numbers
{
    private const string AllDigits = "0.############################";

    public static int Compare(NumberValue a, NumberValue b) =>
        a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) ? x.CompareTo(y) : a.AsDouble.CompareTo(b.AsDouble);

    /// <summary>The sum, or null where it is beyond a double.</summary>
    public static NumberValue? Add(NumberValue a, NumberValue b)
    {
        if (a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) && TryAdd(x, y, out var exact))
        {
            return new NumberValue(exact.ToString(AllDigits, CultureInfo.InvariantCulture));
        }

        var sum = a.AsDouble + b.AsDouble;
        return double.IsFinite(sum) ? new NumberValue(sum) : null;
    }

    /// <summary>A decimal sum drops the digits that do not fit; then it is not exact, and taking one summand away shows it.</summary>
    private static bool TryAdd(decimal x, decimal y, out decimal sum)
    {
        try
        {
            sum = x + y;
            return sum - x == y && sum - y == x;
        }
        catch (OverflowException)
        {
            // Beyond 28 digits: the caller adds as doubles.
            sum = 0;
            return false;
        }
    }
}

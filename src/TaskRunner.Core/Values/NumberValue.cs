using System.Globalization;

namespace TaskRunner.Values;

/// <summary>A JSON number, kept as it was written so that nothing is lost: <c>1e400</c> and 30 digits survive a round trip.</summary>
public sealed class NumberValue : Value
{
    /// <param name="literal">A number by JSON's grammar.</param>
    /// <param name="span">Where it was written.</param>
    public NumberValue(string literal, SourceSpan span = default)
        : base(span) => Literal = literal;

    public NumberValue(long value, SourceSpan span = default)
        : this(value.ToString(CultureInfo.InvariantCulture), span)
    {
    }

    public NumberValue(double value, SourceSpan span = default)
        : this(value.ToString("R", CultureInfo.InvariantCulture), span)
    {
    }

    public string Literal { get; }

    public override ValueKind Kind => ValueKind.Number;

    public double AsDouble => double.Parse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The value as a decimal where it fits (28 digits), for exact comparison and arithmetic.</summary>
    public bool TryGetDecimal(out decimal value) =>
        decimal.TryParse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && (value != 0 || AsDouble == 0);

    /// <summary>The value as an integer where it is one: <c>3</c>, <c>3.0</c>, <c>3e0</c>.</summary>
    public bool TryGetInt64(out long value)
    {
        if (long.TryParse(Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (TryGetDecimal(out var d) && d == decimal.Truncate(d) && d is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)d;
            return true;
        }

        value = 0;
        return false;
    }

    public override Value WithSpan(SourceSpan span) => new NumberValue(Literal, span) { PlainText = PlainText };

    public override bool Equals(Value? other)
    {
        if (other is not NumberValue n)
        {
            return false;
        }

        return Literal == n.Literal
            || (TryGetDecimal(out var a) && n.TryGetDecimal(out var b) ? a == b : AsDouble.Equals(n.AsDouble));
    }

    public override int GetHashCode() => AsDouble.GetHashCode();
}

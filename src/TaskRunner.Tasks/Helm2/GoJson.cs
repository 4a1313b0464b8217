using System.Globalization;
using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// JSON as Go's encoder writes it, byte for byte: what helm reads back and hashes. It escapes what HTML and JavaScript take for
/// their own, and lays numbers out in its own way.
/// </summary>
internal static class GoJson
{
    public static byte[] ToUtf8(Value value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The shortest decimal that reads back as the same number, laid out as Go does; <c>-0</c> keeps its sign.</summary>
    /// <exception cref="InvalidDataException">JSON has no such number.</exception>
    public static string Number(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new InvalidDataException($"JSON has no number {number.ToString(CultureInfo.InvariantCulture)}");
        }

        var size = Math.Abs(number);
        var decimals = GoDecimal.Of(number);
        return size == 0 || size is >= 1e-6 and < 1e21 ? decimals.Plain() : decimals.Scientific(leastExponentDigits: 1);
    }

    private static void Write(StringBuilder text, Value value)
    {
        switch (value)
        {
            case NullValue:
                text.Append("null");
                break;
            case BooleanValue b:
                text.Append(b.Value ? "true" : "false");
                break;
            case NumberValue n:
                text.Append(n.Literal);
                break;
            case StringValue s:
                WriteText(text, s.Text);
                break;
            case ListValue list:
                WriteAll(text, '[', ']', list.Items, item => Write(text, item));
                break;
            case MapValue map:
                WriteAll(text, '{', '}', map.Entries, entry =>
                {
                    WriteText(text, entry.Key);
                    text.Append(':');
                    Write(text, entry.Value);
                });
                break;
            default:
                throw new InvalidOperationException($"a release has no {value.Kind}; this is a bug");
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            write(item);
        }

        text.Append(close);
    }

    private static void WriteText(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}

using System.Globalization;
using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Forms;

/// <summary>
/// Writes values as block YAML that reads back as the same value: a text is plain only where nothing else could be meant by it,
/// several lines become a block where that keeps every character, everything else is quoted with JSON's escapes.
/// </summary>
internal static class YamlLines
{
    /// <summary>What YAML 1.1 takes for true or false: other tools than this one may read the file too.</summary>
    private static readonly string[] OldBooleans = ["y", "n", "yes", "no", "on", "off"];

    /// <summary>The lines of <c>key: value</c> without indentation.</summary>
    public static IEnumerable<string> Entry(string key, Value value)
    {
        var name = Text(key);
        switch (value)
        {
            case MapValue { Entries.IsEmpty: false } map:
                yield return $"{name}:";
                foreach (var line in map.Entries.SelectMany(e => Entry(e.Key, e.Value)))
                {
                    yield return Indent(line, 2);
                }

                break;
            case ListValue { Items.IsEmpty: false } list:
                yield return $"{name}:";
                foreach (var line in list.Items.SelectMany(Item))
                {
                    yield return Indent(line, 2);
                }

                break;
            case StringValue text when Block(text.Text) is { } block:
                yield return $"{name}: {block.Header}";
                foreach (var line in block.Lines)
                {
                    yield return Indent(line, 2);
                }

                break;
            default:
                yield return $"{name}: {Inline(value)}";
                break;
        }
    }

    /// <summary>The value on one line.</summary>
    public static string Inline(Value value) => value switch
    {
        StringValue text => Text(text.Text),
        NumberValue number => number.Literal,
        BooleanValue flag => flag.Value ? "true" : "false",
        NullValue => "null",
        ListValue list => $"[{string.Join(", ", list.Items.Select(Inline))}]",
        MapValue map => $"{{{string.Join(", ", map.Entries.Select(e => $"{Text(e.Key)}: {Inline(e.Value)}"))}}}",
        SecretValue { Content: Secrets.SecretContent.Reference reference } => Inline(reference.Source),
        _ => throw new InvalidOperationException("only what may be read by everybody is written; this is a bug"),
    };

    /// <summary>A text or key: plain where it can only be read as this text.</summary>
    public static string Text(string text) => IsPlain(text) ? text : Quoted(text);

    public static string Indent(string line, int by) => line.Length == 0 ? line : new string(' ', by) + line;

    private static IEnumerable<string> Item(Value value)
    {
        switch (value)
        {
            case MapValue { Entries.IsEmpty: false } map:
                return First("- ", map.Entries.SelectMany(e => Entry(e.Key, e.Value)));
            case ListValue { Items.IsEmpty: false } list:
                return First("- ", list.Items.SelectMany(Item));
            case StringValue text when Block(text.Text) is { } block:
                return block.Lines.Select(l => Indent(l, 2)).Prepend($"- {block.Header}");
            default:
                return [$"- {Inline(value)}"];
        }
    }

    private static IEnumerable<string> First(string mark, IEnumerable<string> lines) =>
        lines.Select((line, i) => i == 0 ? mark + line : Indent(line, mark.Length));

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsLetter(text[0]) || text[0] is '/' or '_' or '$' || IsQuantity(text))
        && text[^1] != ' '
        && text.Skip(1).All(c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '.' or '/' or '@' or '%' or '+' or '-' or '(' or ')')
        && YamlReader.ReadScalar(text, SourceSpan.None) is StringValue
        && !OldBooleans.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary><c>8Gi</c>, <c>30s</c>: digits and then letters, which no reader takes for a number.</summary>
    private static bool IsQuantity(string text) =>
        char.IsAsciiDigit(text[0]) && text.TrimStart("0123456789".ToCharArray()) is { Length: > 0 } unit && unit.All(char.IsAsciiLetter);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when IsPrintable(c) => c.ToString(),
                _ => $"\\u{((int)c).ToString("x4", CultureInfo.InvariantCulture)}",
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>What is neither a control character, a line break of YAML 1.1 nor half of a pair.</summary>
    private static bool IsPrintable(char c) =>
        !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF') && !char.IsSurrogate(c);

    private static (string Header, string[] Lines)? Block(string text)
    {
        var body = text.EndsWith('\n') ? text[..^1] : text;
        if (!body.Contains('\n') || body.EndsWith('\n') || body[0] is ' ' or '\n' or '\t' || !text.All(c => c == '\n' || IsPrintable(c)))
        {
            return null;
        }

        var lines = body.Split('\n');
        return lines.Any(l => l.Length > 0 && l[^1] == ' ') ? null : (text.EndsWith('\n') ? "|" : "|-", lines);
    }
}

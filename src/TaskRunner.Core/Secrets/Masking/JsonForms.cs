using System.Globalization;
using System.Text;

namespace TaskRunner.Secrets.Masking;

/// <summary>A text inside the quotes of a JSON string, as different writers escape it.</summary>
internal static class JsonForms
{
    private const string HtmlMarks = "<>&";
    private const string CautiousMarks = "<>&'\"+`";

    public static IEnumerable<string> Of(string text) =>
    [
        Escape(text, _ => false, isUpper: false),
        Escape(text, _ => false, isUpper: false).Replace("/", "\\/", StringComparison.Ordinal),
        Escape(text, c => c > '~', isUpper: false),
        Escape(text, c => c > '~', isUpper: false).Replace("/", "\\/", StringComparison.Ordinal),
        Escape(text, c => HtmlMarks.Contains(c, StringComparison.Ordinal) || c is '\u2028' or '\u2029', isUpper: false),
        Escape(text, c => c > '~' || CautiousMarks.Contains(c, StringComparison.Ordinal), isUpper: true),
    ];

    private static string Escape(string text, Func<char, bool> isEscapedToo, bool isUpper)
    {
        var form = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = isEscapedToo(c) ? form.Append(Number(c, isUpper)) : c switch
            {
                '"' => form.Append("\\\""),
                '\\' => form.Append(@"\\"),
                '\n' => form.Append(@"\n"),
                '\r' => form.Append(@"\r"),
                '\t' => form.Append(@"\t"),
                '\b' => form.Append(@"\b"),
                '\f' => form.Append(@"\f"),
                < ' ' => form.Append(Number(c, isUpper)),
                _ => form.Append(c),
            };
        }

        return form.ToString();
    }

    private static string Number(char c, bool isUpper) =>
        "\\u" + ((int)c).ToString(isUpper ? "X4" : "x4", CultureInfo.InvariantCulture);
}

using System.Text;

namespace TaskRunner.Secrets.Masking;

/// <summary>A text as shells show it when they trace (<c>set -x</c>) or quote (<c>printf %q</c>, <c>shlex.quote</c>).</summary>
internal static class ShellForms
{
    private const string Special = " \t!\"#$&'()*,;<>?[\\]^`{|}";

    public static IEnumerable<string> Of(string text) =>
    [
        text.Replace("'", @"'\''", StringComparison.Ordinal),
        text.Replace("'", "'\"'\"'", StringComparison.Ordinal),
        Backslashed(text, "\\\"$`"),
        Backslashed(text, Special),
        Backslashed(text, Special.Replace(",", "", StringComparison.Ordinal)),
        Dollar(text),
    ];

    private static string Backslashed(string text, string marks)
    {
        var form = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            form.Append(marks.Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return form.ToString();
    }

    /// <summary>Inside <c>$'…'</c>, which bash uses as soon as there is a control character.</summary>
    private static string Dollar(string text)
    {
        var form = new StringBuilder(text.Length + 8);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _ = b switch
            {
                (byte)'\n' => form.Append(@"\n"),
                (byte)'\r' => form.Append(@"\r"),
                (byte)'\t' => form.Append(@"\t"),
                (byte)'\'' => form.Append(@"\'"),
                (byte)'\\' => form.Append(@"\\"),
                0x1b => form.Append(@"\E"),
                < 0x20 or >= 0x7f => form.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0')),
                _ => form.Append((char)b),
            };
        }

        return form.ToString();
    }
}

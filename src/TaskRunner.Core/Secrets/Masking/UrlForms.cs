using System.Globalization;
using System.Text;

namespace TaskRunner.Secrets.Masking;

/// <summary>A text inside a URL. Writers differ in what they leave as it is, in the case of digits, and in the space of a form.</summary>
internal static class UrlForms
{
    /// <summary>Beside letters, digits and <c>-._~</c>: RFC 3986, a path in Python, <c>encodeURIComponent</c>, <c>encodeURI</c>.</summary>
    private static readonly string[] LeftAlone = ["", "/", "!'()*", "!'()*;/?:@&=+$,#"];

    public static IEnumerable<string> Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var marks in LeftAlone)
        {
            yield return Escape(bytes, marks, "X2");
            yield return Escape(bytes, marks, "x2");
        }

        yield return Escape(bytes, "", "X2").Replace("%20", "+", StringComparison.Ordinal);
        yield return Escape(bytes, "*", "X2").Replace("%20", "+", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);
    }

    private static string Escape(byte[] bytes, string marks, string format)
    {
        var form = new StringBuilder(bytes.Length + 8);
        foreach (var b in bytes)
        {
            var c = (char)b;
            _ = char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || marks.Contains(c, StringComparison.Ordinal)
                ? form.Append(c)
                : form.Append('%').Append(b.ToString(format, CultureInfo.InvariantCulture));
        }

        return form.ToString();
    }
}

using System.Text;

namespace TaskRunner.Configuration.Forms;

/// <summary>Texts of a package as lines of a comment: wrapped, and without anything that could end the comment.</summary>
internal static class CommentText
{
    private const int Widest = 100;
    private const int Narrowest = 40;

    /// <param name="text">May have several lines.</param>
    /// <param name="indent">Columns that are taken already.</param>
    public static IEnumerable<string> Wrap(string text, int indent)
    {
        var width = Math.Max(Narrowest, Widest - indent);
        foreach (var paragraph in Lines(text))
        {
            foreach (var line in WrapLine(paragraph, width))
            {
                yield return line;
            }
        }
    }

    /// <summary>One line without control characters.</summary>
    public static string OneLine(string text) => string.Join(' ', Lines(text).Where(l => l.Length > 0));

    /// <summary>Without control characters but line breaks.</summary>
    public static string Clean(string text) => string.Join('\n', Lines(text));

    /// <summary>YAML 1.1 readers end a line at NEL, LS and PS too; a description must not smuggle an answer into the file.</summary>
    private static IEnumerable<string> Lines(string text) => text
        .Split(['\n', '\r', '\u0085', '\u2028', '\u2029', '\f', '\v'])
        .Select(l => string.Concat(l.Select(c => c == '\t' ? ' ' : c).Where(c => !char.IsControl(c) && c != '\uFEFF')).TrimEnd());

    private static IEnumerable<string> WrapLine(string text, int width)
    {
        if (text.Length <= width / 2)
        {
            yield return text;
            yield break;
        }

        var line = new StringBuilder();
        var column = 0;
        foreach (var word in Words(text))
        {
            var size = word.EnumerateRunes().Sum(Width);
            if (column > 0 && column + size > width)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
                column = 0;
            }

            var part = column == 0 && line.Length == 0 ? word.TrimStart(' ') : word;
            line.Append(part);
            column += part.EnumerateRunes().Sum(Width);
        }

        yield return line.ToString().TrimEnd();
    }

    /// <summary>Pieces between which a line may break: before a space, and around each wide character, as Chinese has no spaces.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var isPunctuation = text[i] is '，' or '。' or '；' or '：' or '、' or '）' or '！' or '？' or '”';
            if ((text[i] == ' ' && text[i - 1] != ' ') || (!isPunctuation && (IsWide(text[i]) || IsWide(text[i - 1]))))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static bool IsWide(char c) => c is (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uFF00' and <= '\uFF60');

    private static int Width(Rune rune) => rune.IsBmp && !IsWide((char)rune.Value) ? 1 : 2;
}

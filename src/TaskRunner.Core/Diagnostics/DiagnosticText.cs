using System.Globalization;
using System.Text;

namespace TaskRunner.Diagnostics;

/// <summary>
/// Diagnostics as plain text for a terminal: <c>file:line:col: error TR1234: text</c>, the source line with carets under the
/// place, and the way out.
/// </summary>
public static class DiagnosticText
{
    private const int WidestLine = 110;
    private const int BeforePlace = 60;

    /// <summary>All of them, in the order given, one empty line between each two.</summary>
    public static string Render(IEnumerable<Diagnostic> diagnostics, MessageCatalogue catalogue) =>
        string.Join("\n", diagnostics.Select(d => Render(d, catalogue)));

    /// <summary>One of them; ends with a line break.</summary>
    public static string Render(Diagnostic diagnostic, MessageCatalogue catalogue)
    {
        var text = new StringBuilder();
        var place = diagnostic.Span.ToString();
        var severity = catalogue.Format(diagnostic.Severity == Severity.Error ? "severity-error" : "severity-warning");
        text.Append(place).Append(place.Length > 0 ? ": " : "");
        text.Append(CultureInfo.InvariantCulture, $"{severity} {diagnostic.Code}: {catalogue.Format(diagnostic)}\n");
        AppendSource(text, diagnostic.Span);
        if (catalogue.Help(diagnostic) is { } help)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {catalogue.Format("diagnostic-help")}: {help}\n");
        }

        return text.ToString();
    }

    private static void AppendSource(StringBuilder text, Values.SourceSpan span)
    {
        if (span.Source is null || span.Source.Length == 0 || (span.Start == 0 && span.End == 0))
        {
            return; // the whole file is meant: there is no line to show
        }

        var (start, end) = (span.StartPosition, span.EndPosition);
        var line = Printable(span.Source.GetLine(start.Line));
        if (string.IsNullOrWhiteSpace(line))
        {
            return; // nothing to see in it: the place alone is known
        }

        var from = Math.Min(start.Column - 1, line.Length);
        var to = end.Line == start.Line ? Math.Clamp(end.Column - 1, from, line.Length) : line.TrimEnd().Length;
        var cut = line.Length <= WidestLine ? 0 : Math.Max(0, from - BeforePlace);
        var shown = Shorten(line, cut);
        var number = start.Line.ToString(CultureInfo.InvariantCulture).PadLeft(4);
        text.Append(CultureInfo.InvariantCulture, $"{number} | {shown}\n     | ");
        foreach (var c in shown[..Math.Min(from - cut, shown.Length)].EnumerateRunes())
        {
            text.Append(c.Value == '\t' ? "\t" : new string(' ', Width(c)));
        }

        var carets = shown[Math.Min(from - cut, shown.Length)..Math.Clamp(to - cut, Math.Min(from - cut, shown.Length), shown.Length)];
        text.Append('^', Math.Max(1, carets.EnumerateRunes().Sum(Width))).Append('\n');
    }

    private static string Shorten(string line, int cut)
    {
        var shown = line[cut..Math.Min(line.Length, cut + WidestLine)];
        shown = cut > 0 ? "…" + shown[1..] : shown;
        return cut + WidestLine < line.Length ? shown[..^1] + "…" : shown;
    }

    /// <summary>A source line may hold anything; a terminal gets no control characters from it.</summary>
    private static string Printable(string line) =>
        line.Any(c => char.IsControl(c) && c != '\t') ? string.Concat(line.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c)) : line;

    /// <summary>Columns a terminal gives a character: two for the wide ones of East Asia and emoji, none for combining marks.</summary>
    private static int Width(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF => 2,
        >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 1,
    };
}

using System.Globalization;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>Diagnostics as programs read them; places from 1. What a script reads is in English, what a page shows in the language of its reader.</summary>
public static class DiagnosticDocument
{
    public static ListValue Of(IEnumerable<Diagnostic> diagnostics, MessageCatalogue texts) =>
        new([.. diagnostics.Select(d => Of(d, texts))]);

    private static Value Of(Diagnostic diagnostic, MessageCatalogue texts)
    {
        var (start, end) = (diagnostic.Span.StartPosition, diagnostic.Span.EndPosition);
        var known = diagnostic.Span.Source is not null;
        return MapValue.Of(
            ("code", Value.From(diagnostic.Code)),
            ("severity", Value.From(diagnostic.Severity.ToString().ToLower(CultureInfo.InvariantCulture))),
            ("message", Value.From(texts.Format(diagnostic))),
            ("file", Value.From(diagnostic.Span.Source?.Name)),
            ("line", Number(known, start.Line)),
            ("column", Number(known, start.Column)),
            ("endLine", Number(known, end.Line)),
            ("endColumn", Number(known, end.Column)),
            ("pointer", Value.From(diagnostic.Pointer)),
            ("help", Value.From(texts.Help(diagnostic))));
    }

    private static Value Number(bool known, int value) => known ? Value.From(value) : Value.Null;
}

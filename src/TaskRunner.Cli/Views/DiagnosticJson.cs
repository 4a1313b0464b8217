using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>Diagnostics as scripts read them: never translated, places from 1.</summary>
internal static class DiagnosticJson
{
    public static ListValue ToValue(IEnumerable<Diagnostic> diagnostics, MessageCatalogue english) =>
        new([.. diagnostics.Select(d => ToValue(d, english))]);

    private static Value ToValue(Diagnostic diagnostic, MessageCatalogue english)
    {
        var (start, end) = (diagnostic.Span.StartPosition, diagnostic.Span.EndPosition);
        var known = diagnostic.Span.Source is not null;
        return MapValue.Of(
            ("code", Value.From(diagnostic.Code)),
            ("severity", Value.From(diagnostic.Severity.ToString().ToLower(CultureInfo.InvariantCulture))),
            ("message", Value.From(english.Format(diagnostic))),
            ("file", Value.From(diagnostic.Span.Source?.Name)),
            ("line", Number(known, start.Line)),
            ("column", Number(known, start.Column)),
            ("endLine", Number(known, end.Line)),
            ("endColumn", Number(known, end.Column)),
            ("pointer", Value.From(diagnostic.Pointer)),
            ("help", Value.From(english.Help(diagnostic))));
    }

    private static Value Number(bool known, int value) => known ? Value.From(value) : Value.Null;
}

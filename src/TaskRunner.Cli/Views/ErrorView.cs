using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Views;

/// <summary>Errors and warnings, on standard error: as text with places, or as one JSON document.</summary>
internal sealed class ErrorView(Session session)
{
    public void Show(IReadOnlyCollection<Diagnostic> diagnostics, bool json)
    {
        if (json)
        {
            session.Error.WriteLine(Values.JsonWriter.ToText(DiagnosticDocument.Of(diagnostics, session.InEnglish().Texts), indented: true));
            return;
        }

        session.Error.Write(DiagnosticText.Render(diagnostics, session.Texts));
    }
}

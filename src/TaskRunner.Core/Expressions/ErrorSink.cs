using TaskRunner.Diagnostics;

namespace TaskRunner.Expressions;

/// <summary>Takes the errors of one expression. After the first syntax error the rest would be its consequence and is not reported.</summary>
internal sealed class ErrorSink(ScalarPlace place, DiagnosticBag diagnostics)
{
    public bool Failed { get; private set; }

    public void Report(string code, int start, int end, params ReadOnlySpan<string> arguments) =>
        Report(new Diagnostic(code, Severity.Error, place.At(start, end), [.. arguments]));

    public void Report(Diagnostic diagnostic)
    {
        if (!Failed)
        {
            Failed = true;
            diagnostics.Add(diagnostic);
        }
    }

    public Diagnostic Make(string code, int start, int end, params ReadOnlySpan<string> arguments) =>
        new(code, Severity.Error, place.At(start, end), [.. arguments]);
}

using TaskRunner.Diagnostics;

namespace TaskRunner.Expressions;

/// <summary>
/// An expression could not be evaluated over the values it got. <see cref="Diagnostic"/> has the code and the place; it names
/// the parts of the expression and the kinds of their values, never a value, for that might be a revealed secret.
/// </summary>
public sealed class ExpressionException(Diagnostic diagnostic) : Exception(MessageCatalogue.English.Format(diagnostic)), ISaid
{
    public Diagnostic Diagnostic { get; } = diagnostic;

    LocalizableString ISaid.Said => LocalizableString.Of(Diagnostic);
}

using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>
/// One thing a person should know: what, where and the way out. The text is in the catalogue of the reader's language under
/// <see cref="Code"/>; <see cref="Arguments"/> fill its placeholders. Codes never change their meaning.
/// </summary>
/// <param name="Code"><c>TR</c> and four digits.</param>
/// <param name="Severity">Whether it stops the operation.</param>
/// <param name="Span">Where in the user's text; may be none.</param>
/// <param name="Arguments">Fill <c>{0}</c>, <c>{1}</c>… of the message and its help.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan Span, ImmutableArray<string> Arguments)
{
    /// <summary>JSON pointer into the document the span belongs to, or null.</summary>
    public string? Pointer { get; init; }

    /// <summary>For schema errors, the pointer of the keyword that was broken, or null.</summary>
    public string? SchemaPointer { get; init; }

    /// <summary>The nearest known name where an unknown one was used, shown as "did you mean …", or null.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>A text of the package's own (<c>message</c> of a <c>require</c>, <c>x-message</c>), shown in place of the catalogue's; or null.</summary>
    public string? OwnText { get; init; }
}

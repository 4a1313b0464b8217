using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>An error before anybody asked for its text: most of them belong to alternatives that were not meant.</summary>
internal sealed record Breach(string Code, SchemaNode Node, string Keyword, DocumentPath At, SourceSpan Span, ImmutableArray<string> Arguments)
{
    public string? DidYouMean { get; init; }

    public string? OwnText { get; init; }

    public string SchemaPointer => Keyword.Length == 0 ? Node.Pointer : $"{Node.Pointer}/{DocumentPath.Escape(Keyword)}";

    public Diagnostic ToDiagnostic() => new(Code, Severity.Error, Span, Arguments)
    {
        Pointer = At.ToString(),
        SchemaPointer = SchemaPointer,
        DidYouMean = DidYouMean,
        OwnText = OwnText,
    };
}

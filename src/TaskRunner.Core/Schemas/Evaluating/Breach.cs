using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>An error before anybody asked for its text: most of them belong to alternatives that were not meant.</summary>
internal sealed record Breach(string Code, SchemaNode Node, string Keyword, DocumentPath At, SourceSpan Span, ImmutableArray<string> Arguments)
{
    /// <summary>For a wrong type (TR2050) the types that were allowed.</summary>
    public SchemaTypes Types { get; init; }

    /// <summary>For a wrong value (TR2051, TR2052) the values that were allowed.</summary>
    public ImmutableArray<Value> Allowed { get; init; } = [];

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

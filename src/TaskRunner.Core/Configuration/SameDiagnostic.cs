using TaskRunner.Diagnostics;

namespace TaskRunner.Configuration;

/// <summary>Two packages may look at the same answer and find the same fault: a person is told once.</summary>
internal sealed class SameDiagnostic : IEqualityComparer<Diagnostic>
{
    public static SameDiagnostic Comparer { get; } = new();

    public bool Equals(Diagnostic? x, Diagnostic? y) => x is null || y is null
        ? ReferenceEquals(x, y)
        : (x.Code, x.Span, x.Pointer, x.SchemaPointer) == (y.Code, y.Span, y.Pointer, y.SchemaPointer)
            && x.Arguments.AsSpan().SequenceEqual(y.Arguments.AsSpan());

    public int GetHashCode(Diagnostic obj) => HashCode.Combine(obj.Code, obj.Span, obj.Pointer);
}

using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas;

/// <summary>What a schema says of a value.</summary>
/// <param name="Value">
/// The value with defaults applied at every depth and plain scalars turned into strings where the schema wants a string.
/// Evaluating it again gives it back unchanged.
/// </param>
/// <param name="Errors">
/// Every breach: the span is that of the value (of the key for an unknown key, of the map for a missing one),
/// <see cref="Diagnostic.Pointer"/> leads to it in the instance, <see cref="Diagnostic.SchemaPointer"/> to the broken keyword.
/// </param>
public sealed record SchemaResult(Value Value, ImmutableArray<Diagnostic> Errors)
{
    public bool IsValid => Errors.IsEmpty;
}

namespace TaskRunner.Schemas.Patterns;

internal enum PatternFault
{
    Invalid,
    NeedsBacktracking,
    TooLarge,
}

/// <summary>A pattern cannot be used; <see cref="Exception.Message"/> is the part that is at fault.</summary>
internal sealed class PatternException(PatternFault fault, string part) : Exception(part)
{
    public PatternFault Fault { get; } = fault;
}

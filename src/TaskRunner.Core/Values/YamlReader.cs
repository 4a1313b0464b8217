using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Reads one YAML 1.2 document (core schema) from a parser's events into values with character spans.</summary>
public static class YamlReader
{
    /// <returns>The value, or null after errors were added to <paramref name="diagnostics"/>.</returns>
    public static Value? Read(SourceText source, DiagnosticBag diagnostics) => throw new NotImplementedException();

    /// <summary>A single plain scalar as a person types it after <c>--set p=</c>: <c>3</c>, <c>true</c>, <c>text</c>.</summary>
    public static Value ReadScalar(string text, SourceSpan span) => throw new NotImplementedException();
}

using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>
/// Reads one YAML 1.2 document (core schema) into values with character spans. Refused with a code of their own: duplicate
/// keys, tags, <c>&lt;&lt;</c>, aliases that grow beyond a bound, depth over 64, several documents, tabs as indentation,
/// control characters, text that is not UTF-8. A plain scalar keeps its text in <see cref="Value.PlainText"/>.
/// JSON has no infinity, therefore <c>.inf</c> and <c>.nan</c> are texts here.
/// </summary>
public static class YamlReader
{
    /// <summary>Most bytes (or characters of a text) that are read unless the caller says otherwise.</summary>
    public const int DefaultMaxLength = 4 << 20;

    public const int MaxDepth = 64;

    /// <summary>Most values that aliases may add to what is written.</summary>
    public const int MaxAliasedValues = 10_000;

    /// <param name="source">The text. One made from bytes is decoded first; spans then belong to the decoded text.</param>
    /// <param name="diagnostics">Gets every error found.</param>
    /// <param name="maxLength">A longer source is refused unread.</param>
    /// <returns>The value (null for an empty document), or a null reference after errors were added.</returns>
    public static Value? Read(SourceText source, DiagnosticBag diagnostics, int maxLength = DefaultMaxLength)
    {
        var own = new DiagnosticBag();
        var value = ReadTree(source, own, maxLength);
        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : value;
    }

    /// <summary>
    /// A single plain scalar as a person types it after <c>--set p=</c>: <c>3</c>, <c>true</c>, <c>null</c>, <c>text</c>.
    /// No text at all is an empty string, and the text is kept as <see cref="Value.PlainText"/>.
    /// </summary>
    public static Value ReadScalar(string text, SourceSpan span) =>
        text.Length == 0 ? new StringValue(text, span) { PlainText = text } : YamlScalar.Resolve(text, span);

    /// <summary>Like <see cref="Read"/>, but returns what could be read beside errors that are not of the grammar, so that a caller can go on and find more.</summary>
    internal static Value? ReadTree(SourceText source, DiagnosticBag diagnostics, int maxLength) =>
        YamlText.Decode(source, diagnostics, maxLength) is { } text ? Compose(text, diagnostics) : null;

    private static Value? Compose(SourceText text, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var value = new YamlComposer(text, own).Compose();
        if (value is null && InstanceNames.Hide(text.Text) is { } hidden)
        {
            var again = new DiagnosticBag();
            value = new YamlComposer(text, again, hidden).Compose();
            own = value is null ? own : again;
        }

        diagnostics.AddRange(own.Items);
        return value;
    }
}

using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>
/// What is said once and read later, by people of different languages: a text of the catalogue with its arguments, which may be such
/// texts themselves, or a text of somebody else's (a program, a package, a person) that is the same in every language. A plain
/// <see cref="string"/> becomes the latter by itself.
/// </summary>
public sealed class LocalizableString : IEquatable<LocalizableString>
{
    private readonly string? _text;

    private LocalizableString(string? key, ImmutableArray<LocalizableString> arguments, string? text) => (Key, Arguments, _text) = (key, arguments, text);

    public static LocalizableString Empty { get; } = new(null, [], "");

    /// <summary>In the catalogue; null: <see cref="ToString"/> is all there is.</summary>
    public string? Key { get; }

    /// <summary>Fill <c>{0}</c>, <c>{1}</c>… of the text.</summary>
    public ImmutableArray<LocalizableString> Arguments { get; }

    public bool IsEmpty => Key is null && _text!.Length == 0;

    /// <summary>Somebody else's words.</summary>
    public static implicit operator LocalizableString(string text) => FromString(text);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static LocalizableString FromString(string text) => text.Length == 0 ? Empty : new(null, [], text);

    /// <summary>A text of the catalogue.</summary>
    public static LocalizableString Of(string key, params ReadOnlySpan<LocalizableString> arguments) => new(key, [.. arguments], null);

    /// <summary>What a diagnostic says, without its place and its help.</summary>
    public static LocalizableString Of(Diagnostic diagnostic)
    {
        var said = diagnostic.OwnText is { } own ? FromString(own) : Of(diagnostic.Code, [.. diagnostic.Arguments.Select(FromString)]);
        return diagnostic.DidYouMean is { } name ? Of("said-joined", said, Of("did-you-mean", name)) : said;
    }

    /// <summary>What a diagnostic says, and its help where there is some.</summary>
    public static LocalizableString WithHelp(Diagnostic diagnostic) => MessageCatalogue.English.Help(diagnostic) is { Length: > 0 }
        ? Of("said-with-help", Of(diagnostic), Of(diagnostic.Code + MessageCatalogue.HelpMark, [.. diagnostic.Arguments.Select(FromString)]))
        : Of(diagnostic);

    /// <summary>What an exception says: in the reader's language where it is ours.</summary>
    public static LocalizableString Of(Exception exception) => exception switch
    {
        RefusedException { Diagnostics: [var first, ..] } => Of(first),
        ISaid said => said.Said,
        _ => FromString(exception.Message),
    };

    /// <summary>Several one after the other.</summary>
    public static LocalizableString Join(IReadOnlyList<LocalizableString> several) => several.Count == 0
        ? Empty
        : several.Aggregate((before, next) => Of("said-next", before, next));

    /// <summary>What it was when it was recorded, for a catalogue that does not know a text of it (any more).</summary>
    /// <param name="form">As <see cref="ToValue"/> gave it; null: <paramref name="english"/> is all there is.</param>
    /// <param name="english">What it said in English.</param>
    public static LocalizableString Recorded(Value? form, string english) => form switch
    {
        ListValue { Items: [StringValue key, .. var arguments] } => new(key.Text, [.. arguments.Select(Read)], english),
        _ => FromString(english),
    };

    /// <summary><c>"text"</c>, or <c>["key", argument…]</c>.</summary>
    public Value ToValue() => Key is null ? Value.From(_text) : new ListValue([Value.From(Key), .. Arguments.Select(a => a.ToValue())]);

    /// <summary>With every word that is not the catalogue's replaced; a replacement that reaches over more than one of them leaves plain text.</summary>
    public LocalizableString Replace(Func<string, string> replace)
    {
        var replaced = Key is null ? FromString(replace(_text!)) : new LocalizableString(Key, [.. Arguments.Select(a => a.Replace(replace))], null);
        var (text, whole) = (replaced.ToString(), replace(replaced.ToString()));
        return text == whole ? replaced : FromString(whole);
    }

    /// <summary>For the reader of a catalogue.</summary>
    public string In(MessageCatalogue texts) => Key is null ? _text! : (_text is null || IsKnownTo(texts) ? texts.Format(Key, [.. Arguments.Select(a => a.In(texts))]) : _text);

    /// <summary>In English.</summary>
    public override string ToString() => In(MessageCatalogue.English);

    public bool Equals(LocalizableString? other) => other is not null && Key == other.Key
        && (Key is null ? _text == other._text : Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as LocalizableString);

    public override int GetHashCode() => HashCode.Combine(Key, Key is null ? _text : null, Arguments.Length);

    private bool IsKnownTo(MessageCatalogue texts) => Key is null || (texts.Knows(Key) && Arguments.All(a => a.IsKnownTo(texts)));

    private static LocalizableString Read(Value form) => form switch
    {
        StringValue text => FromString(text.Text),
        ListValue { Items: [StringValue key, .. var arguments] } => new(key.Text, [.. arguments.Select(Read)], null),
        _ => throw new FormatException("a text is a string, or a list of a key and its arguments"),
    };
}

/// <summary>An exception whose words are a text of the catalogue.</summary>
internal interface ISaid
{
    LocalizableString Said { get; }
}

using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>
/// The texts of one language, read on first use from the embedded files <c>Messages/LANG/AREA.json</c>. An entry is
/// <c>"TR1234": {"text": "…{0}…", "help": "the way out", "explain": "a paragraph"}</c>; help and explain may be left out.
/// Keys that are not codes are plain texts of the views.
/// </summary>
public sealed class MessageCatalogue
{
    private readonly FrozenDictionary<string, Message> _messages;

    private MessageCatalogue(string language, Assembly[] assemblies)
    {
        Language = language;
        _messages = assemblies.SelectMany(a => Read(a, language)).ToFrozenDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
    }

    public static MessageCatalogue English { get; } = Load("en");

    /// <summary><c>en</c> or <c>zh</c>.</summary>
    public string Language { get; }

    public IEnumerable<string> Keys => _messages.Keys;

    /// <summary>The catalogue of a language over Core's texts and those of further assemblies (the views').</summary>
    public static MessageCatalogue Load(string language, params ReadOnlySpan<Assembly> more) =>
        new(language, [typeof(MessageCatalogue).Assembly, .. more]);

    public string Format(Diagnostic diagnostic)
    {
        var text = diagnostic.OwnText ?? Format(diagnostic.Code, diagnostic.Arguments.AsSpan());
        return diagnostic.DidYouMean is { } name ? text + Format("did-you-mean", name) : text;
    }

    public string? Help(Diagnostic diagnostic) =>
        _messages.GetValueOrDefault(diagnostic.Code)?.Help is { } help ? Fill(help, diagnostic.Arguments.AsSpan()) : null;

    public string? Explain(string code) => _messages.GetValueOrDefault(code)?.Explain;

    public string Format(string key, params ReadOnlySpan<string> arguments) =>
        _messages.TryGetValue(key, out var message) ? Fill(message.Text, arguments) : $"{key} {string.Join(' ', arguments)}";

    private static string Fill(string text, ReadOnlySpan<string> arguments) =>
        arguments.IsEmpty && !text.Contains('{') ? text : string.Format(CultureInfo.InvariantCulture, text, [.. arguments, "", "", "", ""]);

    private static IEnumerable<KeyValuePair<string, Message>> Read(Assembly assembly, string language)
    {
        var marker = $".Messages.{language}.";
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(marker, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (var entry in ((MapValue)JsonReader.ReadTrusted(bytes)).Entries)
            {
                yield return KeyValuePair.Create(entry.Key, Message.From(entry.Value));
            }
        }
    }

    private sealed record Message(string Text, string? Help, string? Explain)
    {
        public static Message From(Value value) => value switch
        {
            StringValue s => new Message(s.Text, null, null),
            MapValue m => new Message(((StringValue)m["text"]!).Text, (m["help"] as StringValue)?.Text, (m["explain"] as StringValue)?.Text),
            _ => throw new InvalidOperationException("a message is a text or a map with text, help, explain; this is a bug"),
        };
    }
}

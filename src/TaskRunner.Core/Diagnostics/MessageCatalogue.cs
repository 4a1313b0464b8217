using System.Globalization;
using System.Reflection;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>
/// The texts of one language in the embedded files <c>Messages/LANG/AREA.json</c>. An entry is
/// <c>"TRnnnn": {"text": "…{0}…", "help": "the way out", "explain": "a paragraph"}</c>; help and explain may be left out.
/// Keys that are not codes are plain texts of the views. A file is read when a text is looked for that those before it do not
/// have: most calls need a few texts of one or two files, and reading all would cost more than <c>version</c> does.
/// </summary>
public sealed class MessageCatalogue
{
    /// <summary>Behind a code: its help instead of its text.</summary>
    internal const string HelpMark = "#help";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Message> _messages = new(StringComparer.Ordinal);
    private readonly IEnumerator<KeyValuePair<string, Value>[]> _unread;

    private MessageCatalogue(string language, Assembly[] assemblies)
    {
        Language = language;
        _unread = assemblies.SelectMany(a => Files(a, language)).GetEnumerator();
    }

    public static MessageCatalogue English { get; } = Load("en");

    /// <summary><c>en</c> or <c>zh</c>.</summary>
    public string Language { get; }

    public IEnumerable<string> Keys
    {
        get
        {
            Find(""); // no text has this key, so every file is read
            return _messages.Keys;
        }
    }

    /// <summary>The catalogue of a language over Core's texts and those of further assemblies (the views').</summary>
    public static MessageCatalogue Load(string language, params ReadOnlySpan<Assembly> more) =>
        new(language, [.. more, typeof(MessageCatalogue).Assembly]);

    public string Format(Diagnostic diagnostic)
    {
        var text = diagnostic.OwnText ?? Format(diagnostic.Code, diagnostic.Arguments.AsSpan());
        return diagnostic.DidYouMean is { } name ? text + Format("did-you-mean", name) : text;
    }

    public string? Help(Diagnostic diagnostic) =>
        Find(diagnostic.Code)?.Help is { } help ? Fill(help, diagnostic.Arguments.AsSpan()) : null;

    public string? Explain(string code) => Find(code)?.Explain;

    public string Format(string key, params ReadOnlySpan<string> arguments) =>
        TextOf(key) is { } text ? Fill(text, arguments) : $"{key} {string.Join(' ', arguments)}";

    /// <summary>Whether there is a text of this key.</summary>
    public bool Knows(string key) => TextOf(key) is not null;

    private string? TextOf(string key) => key.EndsWith(HelpMark, StringComparison.Ordinal) ? Find(key[..^HelpMark.Length])?.Help : Find(key)?.Text;

    private static string Fill(string text, ReadOnlySpan<string> arguments) =>
        arguments.IsEmpty && !text.Contains('{') ? text : string.Format(CultureInfo.InvariantCulture, text, [.. arguments, "", "", "", ""]);

    private Message? Find(string key)
    {
        lock (_lock)
        {
            Message? found;
            while (!_messages.TryGetValue(key, out found) && _unread.MoveNext())
            {
                foreach (var (name, text) in _unread.Current)
                {
                    _messages.Add(name, Message.From(text));
                }
            }

            return found;
        }
    }

    private static IEnumerable<KeyValuePair<string, Value>[]> Files(Assembly assembly, string language)
    {
        var marker = $".Messages.{language}.";
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(marker, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return [.. ((MapValue)JsonReader.ReadTrusted(bytes)).Entries.Select(e => KeyValuePair.Create(e.Key, e.Value))];
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

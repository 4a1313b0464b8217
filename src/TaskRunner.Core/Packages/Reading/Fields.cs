using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>
/// Takes typed values out of a manifest; each failure is one error at the value. A null (what <c>use</c> removes with) counts as
/// not written.
/// </summary>
internal static class Fields
{
    public static string? Text(MapEntry entry, DiagnosticBag diagnostics)
    {
        switch (entry.Value)
        {
            case StringValue text:
                return text.Text;
            case { PlainText: { } plain } and not NullValue:
                return plain; // `version: 1.10` was meant as a text
            case NullValue:
                return null;
            default:
                diagnostics.Error("TR1201", entry.Value.Span, entry.Key);
                return null;
        }
    }

    public static bool? Boolean(MapEntry entry, DiagnosticBag diagnostics)
    {
        if (entry.Value is BooleanValue boolean)
        {
            return boolean.Value;
        }

        if (entry.Value is not NullValue)
        {
            diagnostics.Error("TR1202", entry.Value.Span, entry.Key);
        }

        return null;
    }

    public static MapValue? Map(MapEntry entry, DiagnosticBag diagnostics)
    {
        if (entry.Value is not (MapValue or NullValue))
        {
            diagnostics.Error("TR1203", entry.Value.Span, entry.Key);
        }

        return entry.Value as MapValue;
    }

    public static ListValue? List(MapEntry entry, DiagnosticBag diagnostics)
    {
        if (entry.Value is not (ListValue or NullValue))
        {
            diagnostics.Error("TR1204", entry.Value.Span, entry.Key);
        }

        return entry.Value as ListValue;
    }

    /// <summary>One of a few words; the words are in the order of the enum's values from 0.</summary>
    public static TEnum? Word<TEnum>(MapEntry entry, ReadOnlySpan<string> words, DiagnosticBag diagnostics)
        where TEnum : struct, Enum
    {
        if (entry.Value is NullValue || Text(entry, diagnostics) is not { } text)
        {
            return null;
        }

        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == text)
            {
                return Enum.GetValues<TEnum>()[i];
            }
        }

        diagnostics.Add(new Diagnostic("TR1205", Severity.Error, entry.Value.Span, [entry.Key, string.Join(", ", words)])
        {
            DidYouMean = NearestName.Of(text, words.ToArray()),
        });
        return null;
    }

    /// <summary>A text for people: one, or one per language.</summary>
    public static LocalizedText? Localized(MapEntry entry, DiagnosticBag diagnostics)
    {
        if (entry.Value is not MapValue map)
        {
            return Text(entry, diagnostics) is { } text ? new LocalizedText(text, null) : null;
        }

        string? chinese = null, english = null, first = null;
        foreach (var language in map.Entries)
        {
            var text = Text(language, diagnostics);
            first ??= text;
            english = language.Key == "en" ? text : english;
            chinese = language.Key == "zh" ? text : chinese;
        }

        return new LocalizedText(english ?? first ?? "", chinese);
    }

    /// <summary>Reports a key nobody reads; those that begin with <c>x-</c> are the author's own.</summary>
    public static void Unknown(MapEntry entry, string[] known, DiagnosticBag diagnostics)
    {
        if (!IsAuthorsOwn(entry.Key))
        {
            diagnostics.Add(new Diagnostic("TR1206", Severity.Error, entry.KeySpan, [entry.Key, string.Join(", ", known)])
            {
                DidYouMean = NearestName.Of(entry.Key, known),
            });
        }
    }

    public static bool IsAuthorsOwn(string key) => key.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>Reports a key that must be there; not where an unknown key looks like it, which was reported as that.</summary>
    public static void Missing(MapValue map, string key, DiagnosticBag diagnostics)
    {
        if (!map.Entries.Any(e => NearestName.Of(e.Key, [key]) is not null))
        {
            diagnostics.Error("TR1207", Head(map), key);
        }
    }

    /// <summary>An item of a list as an entry, so that an error names it <c>edges[2]</c>.</summary>
    public static MapEntry Item(string list, int index, Value item) => new($"{list}[{index}]", item);

    /// <summary>Where to point when something is missing in a map: its first key, for the whole map would underline half a file.</summary>
    public static SourceSpan Head(MapValue map) => map.Entries.IsEmpty ? map.Span : map.Entries[0].KeySpan;
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Reads JSON (RFC 8259, no comments) into values with byte spans. Duplicate keys and depth over 64 are refused.</summary>
public static class JsonReader
{
    public const int MaxDepth = 64;

    /// <returns>The value, or null after an error was added to <paramref name="diagnostics"/>.</returns>
    public static Value? Read(SourceText source, DiagnosticBag diagnostics)
    {
        var reader = new Utf8JsonReader(source.Utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var value = ReadValue(ref reader, source, diagnostics);
            reader.Read(); // throws on anything after the value
            return diagnostics.HasErrors ? null : value;
        }
        catch (JsonException e)
        {
            var at = (int)reader.BytesConsumed;
            diagnostics.Error("TR1001", new SourceSpan(source, at, Math.Min(at + 1, source.Length)), Explain(e));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The reader finds a lone surrogate or bad UTF-8 only when the text is asked for.
            var at = (int)reader.TokenStartIndex;
            diagnostics.Error("TR1002", new SourceSpan(source, at, at + 1));
            return null;
        }
    }

    /// <summary>Reads JSON this program wrote itself (a journal body, a stored answer).</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Value ReadTrusted(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        return ReadValue(ref reader, null, null);
    }

    /// <summary>The same for one value inside a document: the reader stands on its first token and is left on its last.</summary>
    internal static Value ReadTrusted(ref Utf8JsonReader reader) => ReadValue(ref reader, null, null);

    private static string Explain(JsonException e)
    {
        var text = e.Message;
        var cut = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return cut < 0 ? text : text[..cut];
    }

    private static Value ReadValue(ref Utf8JsonReader reader, SourceText? source, DiagnosticBag? diagnostics)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(ref reader, source, diagnostics, start);
            case JsonTokenType.StartArray:
                return ReadList(ref reader, source, diagnostics, start);
            case JsonTokenType.String:
                return new StringValue(reader.GetString()!, Span(ref reader, source, start));
            case JsonTokenType.Number:
                return new NumberValue(Encoding.ASCII.GetString(reader.ValueSpan), Span(ref reader, source, start));
            case JsonTokenType.True:
            case JsonTokenType.False:
                return source is null
                    ? Value.From(reader.TokenType == JsonTokenType.True)
                    : new BooleanValue(reader.TokenType == JsonTokenType.True, Span(ref reader, source, start));
            default:
                return source is null ? Value.Null : new NullValue(Span(ref reader, source, start));
        }
    }

    private static MapValue ReadMap(ref Utf8JsonReader reader, SourceText? source, DiagnosticBag? diagnostics, int start)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keySpan = Span(ref reader, source, (int)reader.TokenStartIndex);
            var key = reader.GetString()!;
            reader.Read();
            var value = ReadValue(ref reader, source, diagnostics);
            if (source is not null && IsDuplicate(entries, ref seen, key))
            {
                diagnostics!.Error("TR1003", keySpan, key);
                continue;
            }

            entries.Add(new MapEntry(key, value, keySpan));
        }

        return new MapValue(entries.DrainToImmutable(), Span(ref reader, source, start));
    }

    private static bool IsDuplicate(ImmutableArray<MapEntry>.Builder entries, ref HashSet<string>? seen, string key)
    {
        const int SmallEnoughToScan = 8;
        if (entries.Count < SmallEnoughToScan)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                if (entries[i].Key == key)
                {
                    return true;
                }
            }

            return false;
        }

        seen ??= entries.Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        return !seen.Add(key);
    }

    private static ListValue ReadList(ref Utf8JsonReader reader, SourceText? source, DiagnosticBag? diagnostics, int start)
    {
        var items = ImmutableArray.CreateBuilder<Value>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, source, diagnostics));
        }

        return new ListValue(items.DrainToImmutable(), Span(ref reader, source, start));
    }

    private static SourceSpan Span(ref Utf8JsonReader reader, SourceText? source, int start) =>
        source is null ? default : new SourceSpan(source, start, (int)reader.BytesConsumed);
}

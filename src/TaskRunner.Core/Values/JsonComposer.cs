using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>
/// Builds one value from the tokens of one document. Made for generated manifests of a million values: children are gathered in
/// one list that grows and shrinks with the depth, and keys are made once.
/// </summary>
/// <param name="source">Where spans point to; null for JSON of our own, which has no spans and no duplicate keys.</param>
/// <param name="diagnostics">Gets duplicate keys; null without a source.</param>
internal sealed class JsonComposer(SourceText? source, DiagnosticBag? diagnostics)
{
    private const int SmallEnoughToScan = 8;

    private readonly JsonKeys? _keys = source is null ? null : new JsonKeys();
    private List<MapEntry>? _entries;
    private List<Value>? _items;

    public Value Read(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(ref reader, start);
            case JsonTokenType.StartArray:
                return ReadList(ref reader, start);
            case JsonTokenType.String:
                return new StringValue(reader.GetString()!, Span(ref reader, start));
            case JsonTokenType.Number:
                return new NumberValue(Encoding.ASCII.GetString(reader.ValueSpan), Span(ref reader, start));
            case JsonTokenType.True:
            case JsonTokenType.False:
                return source is null
                    ? Value.From(reader.TokenType == JsonTokenType.True)
                    : new BooleanValue(reader.TokenType == JsonTokenType.True, Span(ref reader, start));
            default:
                return source is null ? Value.Null : new NullValue(Span(ref reader, start));
        }
    }

    private MapValue ReadMap(ref Utf8JsonReader reader, int start)
    {
        var gathered = _entries ??= [];
        var first = gathered.Count;
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keySpan = KeySpan(ref reader);
            var key = _keys is null ? reader.GetString()! : _keys.Of(ref reader);
            reader.Read();
            var value = Read(ref reader);
            if (source is not null && IsDuplicate(gathered, first, ref seen, key))
            {
                diagnostics!.Error("TR1003", keySpan, key);
                continue;
            }

            gathered.Add(new MapEntry(key, value, keySpan));
        }

        var entries = ImmutableArray.Create(CollectionsMarshal.AsSpan(gathered)[first..]);
        gathered.RemoveRange(first, entries.Length);
        return new MapValue(entries, Span(ref reader, start));
    }

    private static bool IsDuplicate(List<MapEntry> entries, int first, ref HashSet<string>? seen, string key)
    {
        if (entries.Count - first < SmallEnoughToScan)
        {
            for (var i = first; i < entries.Count; i++)
            {
                if (entries[i].Key == key)
                {
                    return true;
                }
            }

            return false;
        }

        seen ??= entries.Skip(first).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        return !seen.Add(key);
    }

    private ListValue ReadList(ref Utf8JsonReader reader, int start)
    {
        var gathered = _items ??= [];
        var first = gathered.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            gathered.Add(Read(ref reader));
        }

        var items = ImmutableArray.Create(CollectionsMarshal.AsSpan(gathered)[first..]);
        gathered.RemoveRange(first, items.Length);
        return new ListValue(items, Span(ref reader, start));
    }

    /// <summary>With its quotes; what the reader consumed ends after the colon.</summary>
    private SourceSpan KeySpan(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        return source is null ? default : new SourceSpan(source, start, start + reader.ValueSpan.Length + 2);
    }

    private SourceSpan Span(ref Utf8JsonReader reader, int start) => source is null ? default : new SourceSpan(source, start, (int)reader.BytesConsumed);
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace TaskRunner.Values;

/// <summary>An entry of a map with the place of its key.</summary>
public readonly record struct MapEntry(string Key, Value Value, SourceSpan KeySpan = default);

/// <summary>An object: its keys are unique and keep their order.</summary>
public sealed class MapValue : Value
{
    private const int SmallEnoughToScan = 8;
    private Dictionary<string, int>? _index;

    public MapValue(ImmutableArray<MapEntry> entries, SourceSpan span = default)
        : base(span) => Entries = entries;

    public static MapValue Empty { get; } = new([]);

    public ImmutableArray<MapEntry> Entries { get; }

    public override ValueKind Kind => ValueKind.Map;

    public Value? this[string key] => TryGet(key, out var value) ? value : null;

    public static MapValue Of(params ReadOnlySpan<(string Key, Value Value)> entries)
    {
        var builder = ImmutableArray.CreateBuilder<MapEntry>(entries.Length);
        foreach (var (key, value) in entries)
        {
            builder.Add(new MapEntry(key, value));
        }

        return new MapValue(builder.MoveToImmutable());
    }

    public bool TryGet(string key, [NotNullWhen(true)] out Value? value)
    {
        var at = IndexOf(key);
        value = at < 0 ? null : Entries[at].Value;
        return at >= 0;
    }

    public bool TryGetEntry(string key, out MapEntry entry)
    {
        var at = IndexOf(key);
        entry = at < 0 ? default : Entries[at];
        return at >= 0;
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>This map with the key set; an existing key keeps its place.</summary>
    public MapValue With(string key, Value value)
    {
        var at = IndexOf(key);
        return new MapValue(
            at < 0 ? Entries.Add(new MapEntry(key, value)) : Entries.SetItem(at, Entries[at] with { Value = value }),
            Span);
    }

    public MapValue Without(string key)
    {
        var at = IndexOf(key);
        return at < 0 ? this : new MapValue(Entries.RemoveAt(at), Span);
    }

    public override Value WithSpan(SourceSpan span) => new MapValue(Entries, span);

    public override bool Equals(Value? other)
    {
        if (other is not MapValue map || map.Entries.Length != Entries.Length)
        {
            return false;
        }

        foreach (var entry in Entries)
        {
            if (!map.TryGet(entry.Key, out var value) || !value.Equals(entry.Value))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        var hash = Entries.Length;
        foreach (var entry in Entries)
        {
            hash ^= HashCode.Combine(entry.Key.GetHashCode(StringComparison.Ordinal), entry.Value);
        }

        return hash;
    }

    private int IndexOf(string key)
    {
        if (Entries.Length > SmallEnoughToScan)
        {
            return (_index ??= BuildIndex()).GetValueOrDefault(key, -1);
        }

        for (var i = 0; i < Entries.Length; i++)
        {
            if (Entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(Entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < Entries.Length; i++)
        {
            index[Entries[i].Key] = i;
        }

        return index;
    }
}

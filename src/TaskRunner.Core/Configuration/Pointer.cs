using System.Globalization;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>JSON pointers (RFC 6901) into answers.</summary>
internal static class Pointer
{
    public static string Of(IEnumerable<string> keys) => string.Concat(keys.Select(k => "/" + DocumentPath.Escape(k)));

    public static string[] Keys(string pointer) => pointer.Length == 0
        ? []
        : [.. pointer[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    public static Value? Find(Value? root, IEnumerable<string> keys) => keys.Aggregate(root, (value, key) => value switch
    {
        MapValue map => map[key],
        ListValue list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < list.Items.Length => list.Items[at],
        _ => null,
    });

    /// <summary>The map with a value at a path of keys; maps on the way are made.</summary>
    public static MapValue Put(MapValue map, ReadOnlySpan<string> keys, Value value) =>
        map.With(keys[0], keys.Length == 1 ? value : Put(map[keys[0]] as MapValue ?? MapValue.Empty, keys[1..], value));
}

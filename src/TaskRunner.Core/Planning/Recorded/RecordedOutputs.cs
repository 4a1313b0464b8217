using TaskRunner.Values;

namespace TaskRunner.Planning.Recorded;

/// <summary>
/// Outputs of the last success as <c>installation.outputs</c> shows them to a level: recorded by full name
/// (<c>db</c>, <c>node[a]</c>, <c>group/db</c>), seen by the level's own names (<c>db</c>, <c>node.a</c>).
/// </summary>
internal static class RecordedOutputs
{
    public static MapValue Of(string prefix, MapValue recorded)
    {
        if (recorded.Entries.IsEmpty)
        {
            return recorded;
        }

        var seen = new Dictionary<string, MapValue>(StringComparer.Ordinal);
        foreach (var entry in recorded.Entries)
        {
            if (entry.Value is MapValue outputs && TryLocalName(entry.Key, prefix, out var name, out var key))
            {
                seen[name] = key is null ? outputs : seen.GetValueOrDefault(name, MapValue.Empty).With(key, outputs);
            }
        }

        return new MapValue([.. seen.Select(s => new MapEntry(s.Key, s.Value))]);
    }

    private static bool TryLocalName(string full, string prefix, out string name, out string? key)
    {
        (name, key) = ("", null);
        if (!full.StartsWith(prefix, StringComparison.Ordinal) || full.IndexOf('/', prefix.Length) >= 0)
        {
            return false;
        }

        var local = full[prefix.Length..];
        var open = local.EndsWith(']') ? local.IndexOf('[', StringComparison.Ordinal) : -1;
        (name, key) = open < 0 ? (local, null) : (local[..open], local[(open + 1)..^1]);
        return name.Length > 0;
    }
}

using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>How two states of one object differ, field by field; what the server keeps for itself does not count.</summary>
internal static class FieldChanges
{
    private const string Hidden = "(secret)";
    private static readonly string[] OfTheServer = ["resourceVersion", "generation", "creationTimestamp", "uid", "managedFields", "selfLink"];

    /// <returns>Lines <c>- path: value</c> and <c>+ path: value</c>; empty where nothing changes. The contents of a Secret are not shown.</returns>
    public static IReadOnlyList<string> Between(MapValue before, MapValue after)
    {
        var lines = new List<string>();
        Compare("", Plain(before), Plain(after), ObjectRef.Of(after).Kind == "Secret", lines);
        return lines;
    }

    private static MapValue Plain(MapValue source)
    {
        var metadata = OfTheServer.Aggregate(ObjectRef.Metadata(source), (m, key) => m.Without(key));
        metadata = metadata["annotations"] is MapValue notes ? metadata.With("annotations", notes.Without(Ownership.OperationKey)) : metadata;
        return source.Without("status").With("metadata", metadata);
    }

    private static void Compare(string path, Value? before, Value? after, bool isSecret, List<string> lines)
    {
        if (Equals(before, after))
        {
            return;
        }

        if (before is MapValue old && after is MapValue now)
        {
            foreach (var key in old.Entries.Select(e => e.Key).Union(now.Entries.Select(e => e.Key)).Order(StringComparer.Ordinal))
            {
                Compare(path.Length == 0 ? key : $"{path}.{key}", old[key], now[key], isSecret, lines);
            }
        }
        else if (before is ListValue a && after is ListValue b)
        {
            for (var i = 0; i < Math.Max(a.Items.Length, b.Items.Length); i++)
            {
                Compare($"{path}[{i}]", i < a.Items.Length ? a.Items[i] : null, i < b.Items.Length ? b.Items[i] : null, isSecret, lines);
            }
        }
        else
        {
            AddLine('-', path, before, isSecret, lines);
            AddLine('+', path, after, isSecret, lines);
        }
    }

    private static void AddLine(char sign, string path, Value? value, bool isSecret, List<string> lines)
    {
        if (value is not null)
        {
            var hides = isSecret && (path.StartsWith("data", StringComparison.Ordinal) || path.StartsWith("metadata.annotations", StringComparison.Ordinal));
            lines.Add($"{sign} {path}: {(hides ? Hidden : value.ToString())}");
        }
    }
}

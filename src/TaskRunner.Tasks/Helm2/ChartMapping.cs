using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>The chart of a release, from helm 2's fields to helm 3's keys. Sub-charts are not among what helm 3 stores.</summary>
internal static class ChartMapping
{
    public static MapValue Of(WireMessage chart) => new Record()
        .Keep("metadata", chart.Message(1) is { } metadata ? Metadata(metadata) : Value.Null)
        .Keep("lock", Value.Null)
        .Keep("templates", Files(chart, 2))
        .Keep("values", chart.Message(4) is { } values ? LegacyYaml.ReadMap(values.Text(1)) : Value.Null)
        .Keep("schema", Value.Null)
        .Keep("files", Files(chart, 5))
        .Value;

    private static MapValue Metadata(WireMessage metadata) => new Record()
        .Text("name", metadata.Text(1))
        .Text("home", metadata.Text(2))
        .Texts("sources", metadata.Texts(3))
        .Text("version", metadata.Text(4))
        .Text("description", metadata.Text(5))
        .Texts("keywords", metadata.Texts(6))
        .List("maintainers", metadata.Messages(7).Select(Maintainer))
        .Text("icon", metadata.Text(9))
        .Text("apiVersion", metadata.Text(10))
        .Text("condition", metadata.Text(11))
        .Text("tags", metadata.Text(12))
        .Text("appVersion", metadata.Text(13))
        .Flag("deprecated", metadata.Flag(14))
        .Map("annotations", Annotations(metadata.Messages(16)))
        .Text("kubeVersion", metadata.Text(17))
        .Text("type", "application")
        .Value;

    private static MapValue Maintainer(WireMessage maintainer) =>
        new Record().Text("name", maintainer.Text(1)).Text("email", maintainer.Text(2)).Text("url", maintainer.Text(3)).Value;

    private static MapValue Annotations(IEnumerable<WireMessage> entries)
    {
        var sorted = new SortedDictionary<string, string>(Utf8Order.Instance);
        foreach (var entry in entries)
        {
            sorted[entry.Text(1)] = entry.Text(2);
        }

        return new MapValue([.. sorted.Select(e => new MapEntry(e.Key, new StringValue(e.Value)))]);
    }

    /// <summary>No file at all is null; so are the bytes of a file that has none, but not those that are there and empty.</summary>
    private static Value Files(WireMessage chart, int field)
    {
        var files = chart.Messages(field).Select(f => new Record()
            .Keep("name", new StringValue(f.Text(1)))
            .Keep("data", f.Data(2) is { } data ? new StringValue(Convert.ToBase64String(data.Span)) : Value.Null)
            .Value).ToArray<Value>();
        return files.Length == 0 ? Value.Null : new ListValue([.. files]);
    }
}

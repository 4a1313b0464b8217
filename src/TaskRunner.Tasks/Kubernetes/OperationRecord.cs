using System.IO.Compression;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What a task keeps in the cluster about its last operation.</summary>
/// <param name="Images">The objects as they were before it.</param>
/// <param name="Applied">The objects of the task: those it applies, and those earlier versions applied that are still there.</param>
/// <param name="Before">The objects of the task before this operation: what a rollback goes back to.</param>
internal sealed record OperationRecord(IReadOnlyList<MapValue> Images, IReadOnlyList<ObjectRef> Applied, IReadOnlyList<ObjectRef> Before)
{
    public static OperationRecord Of(MapValue secret)
    {
        var data = secret["data"] as MapValue ?? MapValue.Empty;
        return new OperationRecord(
            [.. Unpack(data, "images").OfType<MapValue>()],
            [.. Unpack(data, "applied").OfType<MapValue>().Select(ObjectRef.Of)],
            [.. Unpack(data, "before").OfType<MapValue>().Select(ObjectRef.Of)]);
    }

    /// <param name="place">Where it is kept.</param>
    /// <param name="context">Whose operation it is.</param>
    public MapValue ToSecret(ObjectRef place, TaskContext context) => Ownership.Marked(
        MapValue.Of(
            ("apiVersion", new StringValue("v1")),
            ("kind", new StringValue("Secret")),
            ("metadata", MapValue.Of(
                ("name", new StringValue(place.Name)),
                ("namespace", new StringValue(place.Namespace)),
                ("labels", MapValue.Of(("app.kubernetes.io/managed-by", new StringValue(Cluster.FieldManager)))))),
            ("type", new StringValue("taskrunner.dev/pre-images")),
            ("data", MapValue.Of(
                ("images", Pack(Images)),
                ("applied", Pack(Applied.Select(ToValue))),
                ("before", Pack(Before.Select(ToValue)))))),
        context);

    private static MapValue ToValue(ObjectRef target) => MapValue.Of(
        ("apiVersion", new StringValue(target.ApiVersion)),
        ("kind", new StringValue(target.Kind)),
        ("metadata", MapValue.Of(("name", new StringValue(target.Name)), ("namespace", new StringValue(target.Namespace)))));

    private static StringValue Pack(IEnumerable<Value> items)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(JsonWriter.ToUtf8(new ListValue([.. items])).Span);
        }

        return new StringValue(Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length));
    }

    /// <summary>A part that an earlier build did not write is empty.</summary>
    private static IEnumerable<Value> Unpack(MapValue data, string key)
    {
        if (ObjectRef.Text(data, key) is not { Length: > 0 } packed)
        {
            return [];
        }

        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var json = new MemoryStream();
        gzip.CopyTo(json);
        return ((ListValue)JsonReader.ReadTrusted(json.ToArray())).Items;
    }
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>
/// How the objects of a task were before an operation touched them, kept in a Secret beside them: it may hold secrets, any host must be
/// able to undo, and it is written before the first object changes. One for each task; that of an earlier operation is replaced.
/// </summary>
internal sealed class PreImages(Cluster cluster, TaskContext context, string space)
{
    private readonly ObjectRef _place = new("v1", "Secret", space, NameOf(context));

    /// <summary>Null where this operation has recorded nothing: then it has changed nothing.</summary>
    public async ValueTask<IReadOnlyList<MapValue>?> ReadAsync(CancellationToken cancellationToken) =>
        await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false) is { } secret && IsOfThisOperation(secret) ? Unpack(secret) : null;

    /// <summary>Once for an operation: what a second attempt finds is already the work of the first.</summary>
    public async ValueTask RecordAsync(IReadOnlyList<ObjectRef> targets, CancellationToken cancellationToken)
    {
        var secret = await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false);
        if (secret is not null && IsOfThisOperation(secret))
        {
            return;
        }

        var images = new List<Value>();
        foreach (var target in targets)
        {
            if (await OrNoneAsync(target, cancellationToken).ConfigureAwait(false) is { } found)
            {
                images.Add(found);
            }
        }

        var record = Record(new ListValue([.. images]));
        if (secret is null)
        {
            await cluster.CreateAsync(record, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await cluster.ReplaceAsync(record, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (await cluster.GetAsync(_place, cancellationToken).ConfigureAwait(false) is { } secret)
        {
            await cluster.DeleteAsync(_place, ObjectRef.Text(ObjectRef.Metadata(secret), "uid"), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A kind the server does not know yet has no objects.</summary>
    private async ValueTask<MapValue?> OrNoneAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.GetAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.UnknownKind)
        {
            return null;
        }
    }

    private bool IsOfThisOperation(MapValue secret) => Ownership.IsOfThisOperation(secret, context);

    private MapValue Record(ListValue images) => Ownership.Marked(Bare(images), context);

    private MapValue Bare(ListValue images) => MapValue.Of(
        ("apiVersion", new StringValue("v1")),
        ("kind", new StringValue("Secret")),
        ("metadata", MapValue.Of(
            ("name", new StringValue(_place.Name)),
            ("namespace", new StringValue(_place.Namespace)),
            ("labels", MapValue.Of(("app.kubernetes.io/managed-by", new StringValue(Cluster.FieldManager)))))),
        ("type", new StringValue("taskrunner.dev/pre-images")),
        ("data", MapValue.Of(("images", new StringValue(Pack(images))))));

    /// <summary>A hash, for a name of a task may hold what a name of an object may not.</summary>
    private static string NameOf(TaskContext context) =>
        "taskrunner." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Ownership.TaskOf(context))).AsSpan(0, 10));

    private static string Pack(ListValue images)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(JsonWriter.ToUtf8(images).Span);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private static List<MapValue> Unpack(MapValue secret)
    {
        using var gzip = new GZipStream(
            new MemoryStream(Convert.FromBase64String(ObjectRef.Text((MapValue)secret["data"]!, "images"))), CompressionMode.Decompress);
        using var json = new MemoryStream();
        gzip.CopyTo(json);
        return [.. ((ListValue)JsonReader.ReadTrusted(json.ToArray())).Items.OfType<MapValue>()];
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Tests.Helm2;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests.Helm2;

/// <summary>A release as Tiller would have left it: what it made is in the cluster, and a record of each revision in a namespace of Tiller's.</summary>
internal sealed record TillerRelease(string Name, string Space)
{
    public const int Superseded = 3, Deployed = 1, Deleted = 2, Failed = 4, Deleting = 5, PendingUpgrade = 7;

    private static readonly string[] Statuses =
        ["UNKNOWN", "DEPLOYED", "DELETED", "SUPERSEDED", "FAILED", "DELETING", "PENDING_INSTALL", "PENDING_UPGRADE", "PENDING_ROLLBACK"];

    public string Tiller { get; init; } = "kube-system";

    public string Kind { get; init; } = "ConfigMap";

    /// <summary>Its objects with the note of a revision, as the chart of <see cref="Charts.Web"/> makes them.</summary>
    public string Manifest(string note) => $$"""
        ---
        # Source: web/templates/all.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{Name}} }
        data: {note: {{note}} }
        ---
        # Source: web/templates/all.yaml
        apiVersion: v1
        kind: Service
        metadata: {name: {{Name}} }
        spec: {selector: {app: {{Name}} }, ports: [{port: 80}]}
        ---
        # Source: web/templates/all.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{Name}} }
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{Name}} } }
          template:
            metadata: {labels: {app: {{Name}} }, annotations: {fake-kubelet/behaviour: ready, fake-kubelet/delay-ms: "0"} }
            spec: {containers: [{name: web, image: "example/web:7.0"}]}
        """;

    /// <summary>Makes the objects of a revision, as Tiller did: without a mark of helm 3.</summary>
    public async Task MakeObjectsAsync(Cluster cluster, string note)
    {
        foreach (var made in Manifests.Read("manifest", Manifest(note), new Diagnostics.DiagnosticBag()))
        {
            var placed = made.With("metadata", ObjectRef.Metadata(made).With("namespace", new StringValue(Space)));
            await cluster.CreateAsync(placed, TestContext.Current.CancellationToken);
        }
    }

    public async Task<MapValue> RecordAsync(Cluster cluster, int revision, int status, string note = "old", params byte[][] more) =>
        await cluster.CreateAsync(Record(revision, Pack(Release(revision, status, note, more)), status), TestContext.Current.CancellationToken);

    public async Task<MapValue> RecordRawAsync(Cluster cluster, int revision, int status, string data) =>
        await cluster.CreateAsync(Record(revision, data, status), TestContext.Current.CancellationToken);

    public async Task ForgetAsync(Cluster cluster, int revision)
    {
        var target = new ObjectRef("v1", Kind, Tiller, NameOf(revision));
        var found = await cluster.GetAsync(target, TestContext.Current.CancellationToken);
        await cluster.DeleteAsync(target, ObjectRef.Text(ObjectRef.Metadata(found!), "uid"), TestContext.Current.CancellationToken);
    }

    public string NameOf(int revision) => string.Create(CultureInfo.InvariantCulture, $"{Name}.v{revision}");

    private byte[] Release(int revision, int status, string note, byte[][] more)
    {
        byte[] Time(int field) => Wire.Bytes(field, Wire.Varint(1, 1570000000 + revision), Wire.Varint(2, 120000000));
        var info = Wire.Bytes(2, Wire.Bytes(1, Wire.Varint(1, status), Wire.Text(4, "notes")), Time(2), Time(3), Wire.Text(5, "Upgrade complete"));
        var metadata = Wire.Bytes(1, Wire.Text(1, "web"), Wire.Text(4, "0.9.0"), Wire.Text(10, "v1"), Wire.Text(13, "7.0"));
        var template = Wire.Bytes(2, Wire.Text(1, "templates/all.yaml"), Wire.Text(2, "# as it was\n"));
        var chart = Wire.Bytes(3, metadata, template, Wire.Bytes(4, Wire.Text(1, "replicas: 1\nnote: none\n")));
        return
        [
            .. Wire.Text(1, Name), .. info, .. chart, .. Wire.Bytes(4, Wire.Text(1, $"note: {note}\n")), .. Wire.Text(5, Manifest(note)),
            .. Wire.Varint(7, revision), .. Wire.Text(8, Space), .. more.SelectMany(m => m),
        ];
    }

    private string Pack(byte[] release)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(release);
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private MapValue Record(int revision, string data, int status)
    {
        var labels = MapValue.Of(
            ("NAME", new StringValue(Name)), ("OWNER", new StringValue("TILLER")), ("STATUS", new StringValue(Statuses[status])),
            ("VERSION", new StringValue(revision.ToString(CultureInfo.InvariantCulture))), ("CREATED_AT", new StringValue("1570000000")));
        return MapValue.Of(
            ("apiVersion", new StringValue("v1")), ("kind", new StringValue(Kind)),
            ("metadata", MapValue.Of(("name", new StringValue(NameOf(revision))), ("namespace", new StringValue(Tiller)), ("labels", labels))),
            ("data", MapValue.Of(("release", new StringValue(Kind == "Secret" ? Convert.ToBase64String(Encoding.ASCII.GetBytes(data)) : data)))));
    }
}

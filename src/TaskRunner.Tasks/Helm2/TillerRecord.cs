using System.IO.Compression;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// One revision as Tiller keeps it: a ConfigMap, or a Secret with <c>tiller --storage=secret</c>, whose <c>data.release</c> is
/// base64 of (usually) gzip of protobuf.
/// </summary>
internal sealed record TillerRecord(string Kind, string Namespace, string Name, MapValue Source)
{
    /// <summary>Most bytes a revision may unpack to: its object holds 1 MiB, and text packs at most about a hundredfold.</summary>
    private const int MaxUnpacked = 256 << 20;

    public static TillerRecord Of(MapValue source) => new(
        Text(source, "kind"), Text(Map(source, "metadata"), "namespace"), Text(Map(source, "metadata"), "name"), source);

    public ObjectRef Target => new("v1", Kind, Namespace, Name);

    public string Uid => Text(Map(Source, "metadata"), "uid");

    public MapValue Labels => Map(Map(Source, "metadata"), "labels");

    public string Label(string name) => Text(Labels, name);

    public string Release => Label("NAME") is { Length: > 0 } name ? name : Name[..Math.Max(0, Name.LastIndexOf(".v", StringComparison.Ordinal))];

    public int Revision => int.TryParse(Label("VERSION"), out var version) ? version
        : int.TryParse(Name[(Name.LastIndexOf('v') + 1)..], out var ofName) ? ofName : 0;

    /// <summary>Not <c>1f 8b 08</c>: raw protobuf, as the first Tillers wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be decoded.</exception>
    public WireMessage Decode()
    {
        var bytes = FromBase64(Text(Map(Source, "data"), "release"));
        bytes = Kind == "Secret" ? FromBase64(System.Text.Encoding.Latin1.GetString(bytes)) : bytes;
        return WireMessage.Parse(bytes is [0x1f, 0x8b, 0x08, ..] ? Unpack(bytes) : bytes);
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var part = new byte[64 << 10];
        for (var read = gzip.Read(part); read > 0; read = gzip.Read(part))
        {
            unpacked.Write(part, 0, read);
            if (unpacked.Length > MaxUnpacked)
            {
                throw new InvalidDataException("it unpacks to more than any release has");
            }
        }

        return unpacked.Length == 0 ? throw new InvalidDataException("the gzip data are cut off") : unpacked.ToArray();
    }

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("data.release is not base64", e);
        }
    }

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private static string Text(MapValue map, string key) => (map[key] as StringValue)?.Text ?? "";
}

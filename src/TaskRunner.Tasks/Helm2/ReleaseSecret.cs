using System.Globalization;
using System.IO.Compression;
using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>The Secret in which helm 3 keeps a revision.</summary>
internal static class ReleaseSecret
{
    public const string Type = "helm.sh/release.v1";

    public static string NameOf(string release, int revision) => $"sh.helm.release.v1.{release}.v{revision.ToString(CultureInfo.InvariantCulture)}";

    public static MapValue Of(MapValue release, string createdAt)
    {
        var name = Text(release, "name");
        var revision = (int)((release["version"] as NumberValue)?.AsDouble ?? 0);
        return MapValue.Of(
            ("apiVersion", new StringValue("v1")),
            ("data", MapValue.Of(("release", new StringValue(Pack(release))))),
            ("kind", new StringValue("Secret")),
            ("metadata", MapValue.Of(
                ("labels", MapValue.Of(
                    ("createdAt", new StringValue(createdAt)),
                    ("name", new StringValue(name)),
                    ("owner", new StringValue("helm")),
                    ("status", new StringValue(Text((MapValue)release["info"]!, "status"))),
                    ("version", new StringValue(revision.ToString(CultureInfo.InvariantCulture))))),
                ("name", new StringValue(NameOf(name, revision))),
                ("namespace", new StringValue(Text(release, "namespace"))))),
            ("type", new StringValue(Type)));
    }

    /// <summary>The JSON of the record: what counts when two are compared, for gzip of one text has many forms.</summary>
    /// <exception cref="InvalidDataException">It is no Secret of helm 3.</exception>
    public static byte[] Unpack(MapValue secret)
    {
        var data = (secret["data"] as MapValue)?["release"] as StringValue ?? throw new InvalidDataException("there is no data.release");
        try
        {
            var inner = Convert.FromBase64String(Encoding.Latin1.GetString(Convert.FromBase64String(data.Text)));
            using var gzip = new GZipStream(new MemoryStream(inner), CompressionMode.Decompress);
            using var json = new MemoryStream();
            gzip.CopyTo(json);
            return json.ToArray();
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("data.release is not base64", e);
        }
    }

    private static string Pack(MapValue release)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(GoJson.ToUtf8(release));
        }

        return Convert.ToBase64String(Encoding.Latin1.GetBytes(Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length)));
    }

    private static string Text(MapValue map, string key) => (map[key] as StringValue)?.Text ?? "";
}

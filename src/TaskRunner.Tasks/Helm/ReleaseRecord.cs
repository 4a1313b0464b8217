using System.Text.Json;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What helm keeps of a revision, decoded.</summary>
internal sealed class ReleaseRecord(MapValue source)
{
    public string Name => ObjectRef.Text(source, "name");

    public string Namespace => ObjectRef.Text(source, "namespace");

    public int Revision => (int)((source["version"] as NumberValue)?.AsDouble ?? 0);

    public string Status => ObjectRef.Text(Map(source, "info"), "status");

    public string Description => ObjectRef.Text(Map(source, "info"), "description");

    public string Chart => ObjectRef.Text(Metadata, "name");

    public string ChartVersion => ObjectRef.Text(Metadata, "version");

    public string AppVersion => ObjectRef.Text(Metadata, "appVersion");

    public string Manifest => ObjectRef.Text(source, "manifest");

    /// <summary>What the task gave.</summary>
    public MapValue Config => Map(source, "config");

    /// <summary>What the templates saw of the chart's own values and the task's.</summary>
    public MapValue Values => Over(Map(Map(source, "chart"), "values"), Config);

    private MapValue Metadata => Map(Map(source, "chart"), "metadata");

    /// <exception cref="InvalidDataException">It is no Secret of helm.</exception>
    public static ReleaseRecord Of(MapValue secret)
    {
        try
        {
            return new ReleaseRecord((MapValue)JsonReader.ReadTrusted(ReleaseSecret.Unpack(secret)));
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            throw new InvalidDataException("data.release holds no release", e);
        }
    }

    /// <summary>What <c>release</c> is in expressions, and what the register says of the service.</summary>
    public MapValue ToFacts() => MapValue.Of(
        ("name", Value.From(Name)),
        ("namespace", Value.From(Namespace)),
        ("revision", Value.From(Revision)),
        ("status", Value.From(Status)),
        ("chart", Value.From(Chart)),
        ("chartVersion", Value.From(ChartVersion)),
        ("appVersion", Value.From(AppVersion)));

    /// <summary>As helm lays values over values: maps are merged, a null takes away, all else replaces.</summary>
    private static MapValue Over(MapValue below, MapValue above)
    {
        foreach (var entry in above.Entries)
        {
            below = entry.Value is NullValue ? below.Without(entry.Key)
                : entry.Value is MapValue map && below[entry.Key] is MapValue other ? below.With(entry.Key, Over(other, map))
                : below.With(entry.Key, entry.Value);
        }

        return below;
    }

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;
}

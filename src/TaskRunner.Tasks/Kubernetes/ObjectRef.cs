using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>Which object is meant. <see cref="Namespace"/> is empty for one of the whole cluster.</summary>
internal sealed record ObjectRef(string ApiVersion, string Kind, string Namespace, string Name)
{
    public static ObjectRef Of(MapValue source) => new(
        Text(source, "apiVersion"), Text(source, "kind"), Text(Metadata(source), "namespace"), Text(Metadata(source), "name"));

    public static MapValue Metadata(MapValue source) => source["metadata"] as MapValue ?? MapValue.Empty;

    public static string Text(MapValue map, string key) => (map[key] as StringValue)?.Text ?? "";

    /// <summary>What it is called in expressions and messages.</summary>
    public string Key => $"{Kind}/{Name}";

    public override string ToString() => Namespace.Length == 0 ? Key : $"{Key} ({Namespace})";
}

using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// Whether what helm 3 has is what we would write. Once helm has gone on it has written the record anew, and then with a later status, with
/// keys of its own, and without what is empty; that is the same all the same.
/// </summary>
internal static class Sameness
{
    private static readonly string[] Later = ["superseded", "uninstalled", "uninstalling"];

    /// <returns>Where they differ first and how, or null.</returns>
    public static string? Difference(MapValue ours, MapValue theirs)
    {
        var info = theirs["info"] as MapValue ?? MapValue.Empty;
        return Later.Contains(ObjectRef.Text(info, "status"))
            ? Difference(Aged(ours), theirs, "")
            : Difference((Value)ours, theirs, "");
    }

    private static MapValue Aged(MapValue ours) =>
        ours.With("info", ((MapValue)ours["info"]!).Without("status").Without("description").Without("deleted"));

    private static string? Difference(Value ours, Value? theirs, string path)
    {
        if (IsEmpty(ours) && (theirs is null || IsEmpty(theirs)))
        {
            return null;
        }

        return (ours, theirs) switch
        {
            (MapValue a, MapValue b) => a.Entries.Select(e => Difference(e.Value, b[e.Key], path.Length == 0 ? e.Key : $"{path}.{e.Key}")).FirstOrDefault(d => d is not null),
            (ListValue a, ListValue b) when a.Items.Length == b.Items.Length =>
                a.Items.Select((item, i) => Difference(item, b.Items[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null),
            (NumberValue a, NumberValue b) when a.AsDouble.Equals(b.AsDouble) => null,
            _ when ours.Equals(theirs) => null,
            _ => path,
        };
    }

    private static bool IsEmpty(Value value) => value switch
    {
        NullValue or StringValue { Text: "" } or ListValue { Items.IsEmpty: true } or BooleanValue { Value: false } => true,
        NumberValue number => number.AsDouble == 0,
        MapValue map => map.Entries.All(e => IsEmpty(e.Value)),
        _ => false,
    };
}

using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>What messages call a kind of value: the words a schema's <c>type</c> uses where it has one.</summary>
internal static class KindName
{
    public static string Of(Value value) => Of(KindsOf(value));

    public static string Of(Kinds kinds) => string.Join(
        " | ",
        Enum.GetValues<Kinds>().Where(k => k is not (Kinds.None or Kinds.Any) && kinds.HasFlag(k)).Select(k => k.ToString().ToLowerInvariant()));

    public static Kinds KindsOf(Value value) => value.Kind switch
    {
        ValueKind.Null => Kinds.Null,
        ValueKind.Boolean => Kinds.Boolean,
        ValueKind.Number => Kinds.Number,
        ValueKind.String => Kinds.String,
        ValueKind.List => Kinds.List,
        ValueKind.Map => Kinds.Map,
        _ => Kinds.Any,
    };
}

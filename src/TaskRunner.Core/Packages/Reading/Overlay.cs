using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>
/// The one rule by which a task is laid over its definition and a mode over its task: maps merge deeply, lists and scalars
/// replace, null removes, <c>when</c> and <c>require</c> add up, and of <c>execute</c> and <c>run</c> the nearer one wins.
/// </summary>
internal static class Overlay
{
    private const string Spec = "spec";
    private static readonly string[] AddedUp = ["when", "require"];

    /// <summary>A task's map over the one of its definition.</summary>
    public static MapValue Task(MapValue below, MapValue above)
    {
        var merged = Maps(below, above);
        foreach (var key in AddedUp)
        {
            if (below[key] is { } first && above[key] is { } second and not NullValue)
            {
                merged = merged.With(key, Sum(first, second));
            }
        }

        return merged.TryGetEntry(Spec, out var spec) && spec.Value is MapValue both && above[Spec] is MapValue nearer
            ? merged.With(Spec, NearerAction(both, nearer))
            : merged;
    }

    public static MapValue Maps(MapValue below, MapValue above)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(below.Entries.Length + above.Entries.Length);
        foreach (var entry in below.Entries)
        {
            if (!above.TryGetEntry(entry.Key, out var over))
            {
                entries.Add(entry);
            }
            else if (over.Value is not NullValue)
            {
                entries.Add(entry.Value is MapValue lower && over.Value is MapValue upper ? over with { Value = Maps(lower, upper) } : over);
            }
        }

        foreach (var entry in above.Entries)
        {
            if (!below.ContainsKey(entry.Key))
            {
                entries.Add(entry);
            }
        }

        return new MapValue(entries.DrainToImmutable(), above.Span);
    }

    private static ListValue Sum(Value first, Value second) => new([.. Items(first), .. Items(second)], second.Span);

    private static ImmutableArray<Value> Items(Value value) => value is ListValue list ? list.Items : value is NullValue ? [] : [value];

    private static MapValue NearerAction(MapValue both, MapValue nearer) =>
        nearer.ContainsKey("run") && !nearer.ContainsKey("execute") ? both.Without("execute")
        : nearer.ContainsKey("execute") && !nearer.ContainsKey("run") ? both.Without("run")
        : both;
}

using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>
/// How many schemas may still be applied: schemas that include each other twice can cost more than anybody waits for. Large
/// values may cost more, in proportion.
/// </summary>
internal sealed class Budget(Value value)
{
    private const long Basis = 500_000;
    private const long PerValue = 200;

    private long _left = Basis + (PerValue * Count(value));

    public bool TrySpend() => --_left >= 0;

    private static long Count(Value value) => value switch
    {
        ListValue list => 1 + list.Items.Sum(Count),
        MapValue map => 1 + map.Entries.Sum(e => Count(e.Value)),
        _ => 1,
    };
}

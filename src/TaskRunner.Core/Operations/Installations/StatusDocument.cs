using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Operations.Installations;

/// <summary>The JSON of <c>status</c>: that of the run, and who has it.</summary>
public static class StatusDocument
{
    public static MapValue Of(StatusReport status) => MapValue.Of(
    [
        .. RunDocument.Of(status.Run).Entries.Select(e => (e.Key, e.Value)),
        ("holder", status.Held is { IsLive: true } held ? OfHeld(held) : Value.Null),
        ("unlocked", new ListValue([.. status.Unlocks.Select(u => (Value)MapValue.Of([.. OfUnlock(u)]))])),
    ]);

    /// <summary>Who took a lease away from whom, and why.</summary>
    public static IEnumerable<(string Key, Value Value)> OfUnlock(UnlockDecision decision) =>
    [
        .. OfLease(decision.Lease),
        ("by", Value.From(decision.By)),
        ("reason", Value.From(decision.Reason)),
        ("at", RunDocument.Time(decision.At)),
    ];

    private static MapValue OfHeld(HeldLease held) => MapValue.Of(
        [.. OfLease(held.Lease), ("since", RunDocument.Time(held.Since)), ("renewedAt", RunDocument.Time(held.RenewedAt))]);

    private static IEnumerable<(string Key, Value Value)> OfLease(Lease lease) =>
    [
        ("epoch", Value.From(lease.Epoch)),
        ("runner", Value.From(lease.Holder.Runner)),
        ("host", Value.From(lease.Holder.Host)),
        ("pid", Value.From(lease.Holder.Pid)),
        ("run", Value.From(lease.Holder.RunId)),
    ];
}

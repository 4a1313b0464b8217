using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Operations.Runs;

/// <summary>Says to whom a run lost its installation: somebody took it over, a person took it away, or its ownership could no longer be proved.</summary>
internal static class LostLease
{
    public static async ValueTask<RefusedException> ExplainAsync(IStore store, Lease lost, CancellationToken cancellationToken)
    {
        var unlocks = await store.ListUnlocksAsync(lost.Scope, cancellationToken).ConfigureAwait(false);
        if (unlocks.FirstOrDefault(u => u.Lease.Epoch == lost.Epoch) is { } unlock)
        {
            return new RefusedException(RefusalKind.Locked, "TR7024", lost.Scope, unlock.By, unlock.Reason);
        }

        var held = await store.FindLeaseAsync(lost.Scope, cancellationToken).ConfigureAwait(false);
        if (held?.Lease.Epoch == lost.Epoch)
        {
            return new RefusedException(RefusalKind.Locked, "TR7025", lost.Scope, LeaseTimes.SelfFence.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }

        // Whoever took it may have ended since, and given it back.
        return held is null
            ? new RefusedException(RefusalKind.Locked, "TR7026", lost.Scope)
            : new RefusedException(
                RefusalKind.Locked,
                "TR7023",
                lost.Scope,
                held.Lease.Holder.Pid.ToString(CultureInfo.InvariantCulture),
                held.Lease.Holder.Host);
    }
}

using System.Diagnostics.CodeAnalysis;

namespace TaskRunner.Stores;

/// <summary>A lease as a store keeps it. The row of a scope is never removed, so that epochs only grow.</summary>
/// <param name="Lease">Scope, epoch, holder.</param>
/// <param name="ExpiresAt">Milliseconds on the holder's boot clock.</param>
/// <param name="RenewedAt">Wall clock, for a holder of another boot, whose boot clock says nothing here.</param>
/// <param name="Released">The holder gave it back.</param>
/// <param name="Stop">What somebody asked the holder of this epoch to do, or null.</param>
internal sealed record LeaseRow(Lease Lease, long ExpiresAt, DateTimeOffset RenewedAt, bool Released, StopRequest? Stop);

/// <summary>
/// The rules of leases for stores whose users share one kernel: who may take a scope, and what its row is afterwards. Pure but for
/// looking at the clock and at processes; the store makes each call and its write atomic.
/// </summary>
internal sealed class LeaseJudge(HostIdentity host, TimeProvider clock, Func<LeaseHolder, Liveness> look)
{
    public LeaseJudge(HostIdentity host, TimeProvider clock)
        : this(host, clock, host.Judge)
    {
    }

    /// <param name="row">The scope's row, or null when it was never taken.</param>
    /// <param name="scope">What to take.</param>
    /// <param name="holder">Who wants it.</param>
    /// <param name="taken">The row to write when granted.</param>
    public LeaseGrant Acquire(LeaseRow? row, string scope, LeaseHolder holder, out LeaseRow? taken)
    {
        if (IsHeld(row))
        {
            taken = null;
            return new LeaseGrant.Held(Look(row)!);
        }

        var lease = new Lease(scope, (row?.Lease.Epoch ?? 0) + 1, holder);
        taken = Prolong(new LeaseRow(lease, 0, default, Released: false, Stop: null));
        return new LeaseGrant.Granted(lease, row is { Released: false } ? row.Lease.Holder : null);
    }

    public LeaseRow Prolong(LeaseRow row) =>
        row with { ExpiresAt = Now() + (long)LeaseTimes.Ttl.TotalMilliseconds, RenewedAt = clock.GetUtcNow() };

    /// <summary>Somebody who lives, or may live, holds it and renews.</summary>
    public bool IsHeld([NotNullWhen(true)] LeaseRow? row) =>
        row is { Released: false } && look(row.Lease.Holder) != Liveness.Dead && !IsExpired(row);

    /// <summary>What can be said of a lease that was not given back; null: nobody has it.</summary>
    public HeldLease? Look(LeaseRow? row) =>
        row is { Released: false } ? new HeldLease(row.Lease, IsHeld(row), host.StartOf(row.Lease.Holder, clock), row.RenewedAt) : null;

    /// <summary>Whether writes under <paramref name="lease"/> are accepted: nobody took the scope since. Expiry alone does not matter.</summary>
    public static bool IsCurrent([NotNullWhen(true)] LeaseRow? row, Lease lease) =>
        row is { Released: false } && row.Lease.Epoch == lease.Epoch;

    private bool IsExpired(LeaseRow row) => row.Lease.Holder.BootId == host.BootId
        ? Now() >= row.ExpiresAt
        : clock.GetUtcNow() >= row.RenewedAt + LeaseTimes.Ttl;

    private long Now() => (long)clock.GetElapsedTime(0).TotalMilliseconds;
}

/// <summary>How long a lease holds without a sign of life, and what its holder does in that time.</summary>
internal static class LeaseTimes
{
    public static TimeSpan Ttl { get; } = TimeSpan.FromSeconds(30);

    public static TimeSpan Renew { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a renewal for this long the holder itself stops starting work: well before anybody else may begin.</summary>
    public static TimeSpan SelfFence { get; } = TimeSpan.FromSeconds(20);

    public static TimeSpan StopPoll { get; } = TimeSpan.FromSeconds(1);
}

namespace TaskRunner.Stores;

/// <summary>Ownership of a scope, proved by the epoch: every write carries it.</summary>
/// <param name="Scope"><c>installation:NAME</c> or <c>lock:KEY</c>.</param>
/// <param name="Epoch">Grows by one at each acquisition of the scope.</param>
/// <param name="Holder">Who.</param>
public sealed record Lease(string Scope, long Epoch, LeaseHolder Holder)
{
    /// <summary>The scope that runs of an installation are written under.</summary>
    public static string ScopeOf(string installation) => "installation:" + installation;
}

/// <summary>A process that holds or wants a lease. Pid and start time (kernel ticks since boot) name it on its host; boot id tells reboots apart.</summary>
public sealed record LeaseHolder(string Runner, string Host, string BootId, int Pid, long StartTicks)
{
    /// <summary>Where the pid counts; see <see cref="HostIdentity"/>.</summary>
    public string PidNamespace { get; init; } = "";

    /// <summary>What the holder works on, for messages: a run id; may be null.</summary>
    public string? RunId { get; init; }
}

/// <summary>The answer to a request for a lease. The hierarchy is closed.</summary>
public abstract record LeaseGrant
{
    private LeaseGrant()
    {
    }

    /// <param name="Lease">Now the caller's.</param>
    /// <param name="TakenFrom">A holder that died or stopped renewing, whose lease this was; null after an orderly release.</param>
    public sealed record Granted(Lease Lease, LeaseHolder? TakenFrom) : LeaseGrant;

    public sealed record Held(HeldLease By) : LeaseGrant;
}

/// <summary>A lease that was not given back.</summary>
/// <param name="Lease">Scope, epoch, holder.</param>
/// <param name="IsLive">The holder lives and renews, as far as can be told from here; else whoever asks for the scope takes it.</param>
/// <param name="Since">When the holder's process began; null where that cannot be told: another host or boot.</param>
/// <param name="RenewedAt">The holder's last sign of life, on the wall clock.</param>
public sealed record HeldLease(Lease Lease, bool IsLive, DateTimeOffset? Since, DateTimeOffset RenewedAt);

/// <summary>A person's wish that the holder of a lease stops.</summary>
public sealed record StopRequest(string Kind, string By, DateTimeOffset At)
{
    /// <summary>Stop and settle the run as cancelled.</summary>
    public const string Cancel = "cancel";
}

/// <summary>A person's decision to take a lease away from its holder, kept in the store.</summary>
/// <param name="Lease">What was taken away, and from whom.</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="At">When.</param>
public sealed record UnlockDecision(Lease Lease, string By, string Reason, DateTimeOffset At);

/// <summary>The lease a write relied on is no longer the caller's: somebody else owns the scope now.</summary>
public sealed class StaleLeaseException(Lease lease)
    : Exception($"the lease of {lease.Scope} at epoch {lease.Epoch} is no longer held")
{
    public Lease Lease { get; } = lease;
}

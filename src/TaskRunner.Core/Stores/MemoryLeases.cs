namespace TaskRunner.Stores;

/// <summary>The lease rows of a <see cref="MemoryStore"/>, which holds its lock around each call.</summary>
internal sealed class MemoryLeases(LeaseJudge judge)
{
    private readonly Dictionary<string, LeaseRow> _rows = new(StringComparer.Ordinal);
    private readonly List<UnlockDecision> _unlocks = [];

    public bool IsCurrent(Lease lease) => LeaseJudge.IsCurrent(_rows.GetValueOrDefault(lease.Scope), lease);

    public LeaseGrant Acquire(string scope, LeaseHolder holder)
    {
        var grant = judge.Acquire(_rows.GetValueOrDefault(scope), scope, holder, out var taken);
        if (taken is not null)
        {
            _rows[scope] = taken;
        }

        return grant;
    }

    public bool Renew(Lease lease) => Change(lease, judge.Prolong);

    public void Release(Lease lease) => Change(lease, row => row with { Released = true });

    public LeaseHolder? FindHolder(string scope) =>
        _rows.TryGetValue(scope, out var row) && judge.IsHeld(row) ? row.Lease.Holder : null;

    public bool RequestStop(string scope, StopRequest request) =>
        _rows.TryGetValue(scope, out var row) && judge.IsHeld(row) && Change(row.Lease, r => r with { Stop = request });

    public StopRequest? FindStopRequest(Lease lease) => IsCurrent(lease) ? _rows[lease.Scope].Stop : null;

    public HeldLease? FindLease(string scope) => judge.Look(_rows.GetValueOrDefault(scope));

    public bool Unlock(UnlockDecision decision)
    {
        var isCurrent = Change(decision.Lease, row => row with { Released = true });
        if (isCurrent)
        {
            _unlocks.Add(decision);
        }

        return isCurrent;
    }

    public IReadOnlyList<UnlockDecision> ListUnlocks(string scope) => [.. _unlocks.Where(u => u.Lease.Scope == scope)];

    private bool Change(Lease lease, Func<LeaseRow, LeaseRow> change)
    {
        var current = IsCurrent(lease);
        if (current)
        {
            _rows[lease.Scope] = change(_rows[lease.Scope]);
        }

        return current;
    }
}

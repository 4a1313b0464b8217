using System.Data.Common;
using System.Globalization;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>Leases in a table. Each call runs in a transaction of the writer, which makes reading a row and writing it one step.</summary>
internal sealed class LeaseTable(LeaseJudge judge)
{
    /// <exception cref="StaleLeaseException">Somebody else owns the scope now, or the lease was given back or taken away.</exception>
    public static void Demand(SqlSession session, Lease lease)
    {
        if (session.ReadFirst(Sql.ReadLeaseEpoch, r => r.GetInt64(0), lease.Scope) != lease.Epoch)
        {
            throw new StaleLeaseException(lease);
        }
    }

    public LeaseGrant Acquire(SqlSession session, string scope, LeaseHolder holder)
    {
        var grant = judge.Acquire(Find(session, scope), scope, holder, out var taken);
        if (taken is not null)
        {
            Write(session, taken);
        }

        return grant;
    }

    public bool Renew(SqlSession session, Lease lease) => Change(session, lease, judge.Prolong);

    public static void Release(SqlSession session, Lease lease) => Change(session, lease, row => row with { Released = true });

    public LeaseHolder? FindHolder(SqlSession session, string scope) =>
        Find(session, scope) is { } row && judge.IsHeld(row) ? row.Lease.Holder : null;

    public bool RequestStop(SqlSession session, string scope, StopRequest request) =>
        Find(session, scope) is { } row && judge.IsHeld(row) && Change(session, row.Lease, r => r with { Stop = request });

    public static StopRequest? FindStopRequest(SqlSession session, Lease lease) =>
        Find(session, lease.Scope) is var row && LeaseJudge.IsCurrent(row, lease) ? row.Stop : null;

    public HeldLease? FindLease(SqlSession session, string scope) => judge.Look(Find(session, scope));

    /// <summary>The decision and what it decides are one transaction.</summary>
    public static bool Unlock(SqlSession session, UnlockDecision decision)
    {
        var isCurrent = Change(session, decision.Lease, row => row with { Released = true });
        if (isCurrent)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(decision.Lease.Scope)}{decision.Lease.Epoch:d19}");
            session.Execute(Sql.WriteDocument, name, RecordJson.Write(decision));
        }

        return isCurrent;
    }

    public static IReadOnlyList<UnlockDecision> ListUnlocks(SqlSession session, string scope)
    {
        var prefix = PrefixOf(scope);
        return session.ReadAll(Sql.ListDocumentsBetween, r => RecordJson.ReadUnlock(SqlStore.ReadBody(r)), prefix, prefix + "~");
    }

    private static string PrefixOf(string scope) => $"unlock {scope} ";

    private static bool Change(SqlSession session, Lease lease, Func<LeaseRow, LeaseRow> change)
    {
        var row = Find(session, lease.Scope);
        var current = LeaseJudge.IsCurrent(row, lease);
        if (current)
        {
            Write(session, change(row!));
        }

        return current;
    }

    private static LeaseRow? Find(SqlSession session, string scope) => session.ReadFirst(Sql.ReadLease, r => Read(r, scope), scope);

    private static LeaseRow Read(DbDataReader row, string scope)
    {
        var holder = new LeaseHolder(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(5), row.GetInt64(6))
        {
            PidNamespace = row.GetString(4),
            RunId = row.IsDBNull(7) ? null : row.GetString(7),
        };
        return new LeaseRow(
            new Lease(scope, row.GetInt64(0), holder),
            row.GetInt64(8),
            RecordJson.ToTime(row.GetString(9)),
            row.GetInt64(10) != 0,
            row.IsDBNull(11) ? null : RecordJson.ReadStop(row.GetFieldValue<byte[]>(11)));
    }

    private static void Write(SqlSession session, LeaseRow row)
    {
        var holder = row.Lease.Holder;
        session.Execute(
            Sql.WriteLease,
            row.Lease.Epoch,
            holder.Runner,
            holder.Host,
            holder.BootId,
            holder.PidNamespace,
            holder.Pid,
            holder.StartTicks,
            holder.RunId,
            row.ExpiresAt,
            RecordJson.ToText(row.RenewedAt),
            row.Released ? 1 : 0,
            RecordJson.Write(row.Stop),
            row.Lease.Scope);
    }
}

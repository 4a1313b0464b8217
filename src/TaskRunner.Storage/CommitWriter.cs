using TaskRunner.Services;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>Writes one <see cref="StoreCommit"/> inside the writer's transaction: everything is checked before anything is written.</summary>
internal sealed class CommitWriter(TimeProvider clock)
{
    public void Write(SqlSession session, StoreCommit commit)
    {
        LeaseTable.Demand(session, commit.Lease);
        var run = commit.RunId is { } id ? session.ReadFirst(Sql.FindRun, r => new StoredRun(r.GetInt64(0), r.GetString(1)), id) : null;
        var head = run is null || commit.Records.IsEmpty
            ? 0
            : JournalTable.PrepareAppend(session, run.Number, commit.Records[0].Seq, clock.GetUtcNow());
        CommitRules.Check(commit, run?.Installation, head);
        CheckServices(session, commit);

        WriteRun(session, commit, run);
        if (commit.Installation is { } installation)
        {
            session.Execute(Sql.WriteInstallation, installation.Name, RecordJson.Write(installation));
        }

        foreach (var name in commit.RemoveServices)
        {
            session.Execute(Sql.DeleteService, name);
        }

        foreach (var service in commit.PutServices)
        {
            Write(session, service);
        }
    }

    public static bool Refresh(SqlSession session, ServiceRecord seen, ServiceRecord now)
    {
        var unchanged = session.ReadFirst(Sql.ReadService, SqlStore.ReadBody, seen.Name) is { } stored && RecordJson.ReadService(stored) == seen;
        if (unchanged)
        {
            Write(session, now);
        }

        return unchanged;
    }

    private static void WriteRun(SqlSession session, StoreCommit commit, StoredRun? run)
    {
        var number = run?.Number ?? 0;
        if (commit.Run is { } header)
        {
            if (run is null)
            {
                number = session.ReadFirst(Sql.InsertRun, r => r.GetInt64(0), header.Id, header.Installation, RecordJson.Write(header));
            }
            else
            {
                session.Execute(Sql.UpdateRun, RecordJson.Write(header), number);
            }
        }

        foreach (ref readonly var record in commit.Records.AsSpan())
        {
            JournalTable.Append(session, number, record);
        }
    }

    private static void CheckServices(SqlSession session, StoreCommit commit)
    {
        foreach (var service in commit.PutServices)
        {
            CommitRules.CheckPut(commit.Lease, service, FindOwner(session, service.Name));
        }

        foreach (var name in commit.RemoveServices)
        {
            CommitRules.CheckRemove(commit.Lease, FindOwner(session, name));
        }
    }

    private static string? FindOwner(SqlSession session, string service) =>
        session.ReadFirst(Sql.ReadServiceOwner, r => r.GetString(0), service);

    private static void Write(SqlSession session, ServiceRecord service) =>
        session.Execute(Sql.WriteService, service.Name, service.Installation, RecordJson.Write(service));

    private sealed record StoredRun(long Number, string Installation);
}

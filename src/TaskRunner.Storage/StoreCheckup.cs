using System.Data.Common;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Storage;

/// <summary>
/// Looks at every page, record and row of a store and changes nothing: what <c>doctor</c> shows. What each finding means and what to
/// do about it is in its message.
/// </summary>
public sealed class StoreCheckup
{
    private readonly StoreFolder _folder;
    private readonly DiagnosticBag _findings = new();

    private StoreCheckup(StoreFolder folder) => _folder = folder;

    /// <returns>What is wrong; nothing when the store is sound.</returns>
    public static IReadOnlyList<Diagnostic> Examine(StoreFolder folder)
    {
        var checkup = new StoreCheckup(folder);
        try
        {
            checkup.Examine(SqliteDatabase.Open(folder, new SqliteOptions { Access = StoreAccess.ReadOnly }));
        }
        catch (RefusedException e)
        {
            checkup._findings.AddRange(e.Diagnostics);
        }

        return checkup._findings.Items;
    }

    private void Examine(SqlDatabase database)
    {
        using var session = database.OpenReader();
        try
        {
            ExaminePages(session);
            ExamineRuns(session);
            ExamineRows(session);
            ExaminePackages(session);
            ExamineSetAside(session);
        }
        catch (DbException e) when (database.Explain(e) is RefusedException refusal)
        {
            // The rest of a database with broken pages cannot be looked at.
            _findings.AddRange(refusal.Diagnostics);
        }
    }

    private void ExaminePages(SqlSession session)
    {
        foreach (var line in session.ReadAll("PRAGMA integrity_check(5)", r => r.GetString(0)).Where(l => l != "ok"))
        {
            _findings.Error("TR7004", SourceSpan.None, _folder.FullPath, line.ReplaceLineEndings(" "));
        }
    }

    private void ExamineRuns(SqlSession session)
    {
        var journal = new JournalTable(_folder.FullPath);
        foreach (var (number, id) in session.ReadAll(Sql.ListRunNumbers, r => (r.GetInt64(0), r.GetString(1))))
        {
            Try(() =>
            {
                long next = 1;
                for (var batch = journal.ReadBatch(session, id, number, next); batch.Count > 0; batch = journal.ReadBatch(session, id, number, next))
                {
                    next += batch.Count;
                }
            });
        }
    }

    private void ExamineRows(SqlSession session)
    {
        Read(session, Sql.ListRuns, b => RecordJson.ReadRun(b));
        Read(session, Sql.ListInstallations, b => RecordJson.ReadInstallation(b));
        Read(session, Sql.ListServices, b => RecordJson.ReadService(b));
        Read(session, Sql.ListDocuments, b => RecordJson.ReadMap(b));
        Read(session, Sql.ListSecrets, b => RecordJson.ReadSecret(b));
    }

    private void Read(SqlSession session, string sql, Func<byte[], object> read)
    {
        foreach (var body in session.ReadAll(sql, SqlStore.ReadBody))
        {
            Try(() => RecordJson.Try(() => read(body), _folder.FullPath));
        }
    }

    private void ExaminePackages(SqlSession session)
    {
        foreach (var digest in session.ReadAll(Sql.ListPackages, r => r.GetString(0)))
        {
            Try(() => PackageTable.Read(session, digest, _folder.FullPath));
        }
    }

    private void ExamineSetAside(SqlSession session)
    {
        var count = session.ReadFirst(Sql.CountDamaged, r => r.GetInt64(0));
        if (count > 0)
        {
            _findings.Warning("TR7017", SourceSpan.None, _folder.FullPath, count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Try(Action look)
    {
        try
        {
            look();
        }
        catch (RefusedException e)
        {
            _findings.AddRange(e.Diagnostics);
        }
    }
}

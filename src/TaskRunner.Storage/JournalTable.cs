using System.Data.Common;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>
/// The journal's records in a table. A last record that fails its checksum was never acknowledged: readers end before it, and the
/// next write moves it aside. A bad or missing record elsewhere is damage, and nothing of that run is believed.
/// </summary>
internal sealed class JournalTable(string location)
{
    private const int BatchSize = 500;

    /// <summary>Number of the run's last good record.</summary>
    public static long ReadHead(SqlSession session, long run)
    {
        var head = FindHead(session, run);
        return head > 0 && ReadStored(session, run, head, 1) is [var last] && !last.IsIntact ? head - 1 : head;
    }

    /// <summary>The next records in order; an empty list is the end.</summary>
    public List<JournalRecord> ReadBatch(SqlSession session, string runId, long run, long fromSeq)
    {
        var records = new List<JournalRecord>();
        var seq = fromSeq;
        foreach (var stored in ReadStored(session, run, fromSeq, BatchSize))
        {
            if (stored.Record.Seq != seq || !stored.IsIntact)
            {
                return stored.Record.Seq == seq && seq == FindHead(session, run)
                    ? records
                    : throw new RefusedException(RefusalKind.Store, "TR7014", location, runId, seq.ToString());
            }

            records.Add(stored.Record);
            seq++;
        }

        return records;
    }

    /// <summary>Makes room when the caller goes on before a damaged last record, which it never saw.</summary>
    /// <returns>Number of the last record.</returns>
    public static long PrepareAppend(SqlSession session, long run, long firstSeq, DateTimeOffset now)
    {
        var head = FindHead(session, run);
        if (head == 0 || head != firstSeq || ReadStored(session, run, head, 1) is not [{ IsIntact: false }])
        {
            return head;
        }

        var position = Position.Of(run, head);
        session.Execute(Sql.KeepDamaged, position, RecordJson.ToText(now));
        session.Execute(Sql.DeleteRecord, position);
        return head - 1;
    }

    public static void Append(SqlSession session, long run, in JournalRecord record)
    {
        var position = Position.Of(run, record.Seq);
        session.Execute(
            Sql.InsertRecord,
            position,
            record.Epoch,
            record.RecordId.ToByteArray(),
            record.Kind,
            (long)Checksum.Of(position, record),
            SqlSession.ToBytes(record.Body));
    }

    private static long FindHead(SqlSession session, long run) =>
        Position.SeqOf(session.ReadFirst(Sql.ReadHead, r => r.GetInt64(0), Position.Of(run, 1), Position.LastOf(run)));

    private static List<StoredRecord> ReadStored(SqlSession session, long run, long fromSeq, int count) =>
        session.ReadAll(Sql.ReadRecords, Read, Position.Of(run, fromSeq), Position.LastOf(run), count);

    private static StoredRecord Read(DbDataReader row)
    {
        var position = row.GetInt64(0);
        var id = row.GetFieldValue<byte[]>(2);
        var record = new JournalRecord(
            Position.SeqOf(position),
            row.GetInt64(1),
            id.Length == 16 ? new Guid(id) : Guid.Empty,
            row.GetString(3),
            row.GetFieldValue<byte[]>(5));
        return new StoredRecord(record, Checksum.Of(position, record) == row.GetInt64(4));
    }

    private readonly record struct StoredRecord(JournalRecord Record, bool IsIntact);
}

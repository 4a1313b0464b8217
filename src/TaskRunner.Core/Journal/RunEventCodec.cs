using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Journal;

/// <summary>
/// The bytes of a run's events. Each event is one record: its kind is a word (see <see cref="RunEventWriter"/>), its body a JSON
/// object in UTF-8 with short keys, left out where they say nothing:
/// <code>
/// t  task (index in the plan)            a  attempt (from 1)            w  when, milliseconds since 1970 UTC
/// k  kind, scope, status, decision …     c  cause of a rollback         d  input digest
/// o  outputs, or the plan (first record) v  version of the service      s  step, source run, operation
/// r  reason [code, argument…]            f  failure [reason, exit code or null, message, m]
/// e  evidence, a person's reason         b  tasks (roots, members)      n  next attempt, or begin, milliseconds
/// u  who                                 q  a person is asked (true)    h  runner {runner, host, boot, pid, ticks, epoch}
/// m  evidence [key, argument…] where it is a text of the catalogue; e is what it says in English
/// </code>
/// Secrets are written sealed or as references, never as text. A kind or a word that this build does not know stops the reading
/// with a message: a fold that skips what it does not understand would tell lies. Unknown keys are ignored, so that a later
/// build may add to an event what an earlier one can do without. The checksum of a record is the store's business: a torn last
/// record was never acknowledged and is dropped there, a bad one elsewhere refuses the run.
/// </summary>
internal sealed class RunEventCodec : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<(string Kind, int End)> _parts = [];
    private readonly Utf8JsonWriter _json;

    public RunEventCodec() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Encodes events as the records that follow on <paramref name="head"/>. The bodies share one array, which is theirs.</summary>
    public JournalRecord[] Write(IReadOnlyList<RunEvent> events, long head, long epoch, Func<Guid> newId)
    {
        _buffer.ResetWrittenCount();
        _parts.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            _json.Reset();
            var kind = RunEventWriter.Write(_json, events[i]);
            _json.Flush();
            _parts.Add((kind, _buffer.WrittenCount));
        }

        var bytes = _buffer.WrittenSpan.ToArray();
        var records = new JournalRecord[events.Count];
        var start = 0;
        for (var i = 0; i < records.Length; i++)
        {
            var (kind, end) = _parts[i];
            records[i] = new JournalRecord(head + 1 + i, epoch, newId(), kind, bytes.AsMemory(start, end - start));
            start = end;
        }

        return records;
    }

    public void Dispose() => _json.Dispose();

    /// <exception cref="RefusedException">The record is not one this build can read.</exception>
    public static RunEvent Read(in JournalRecord record)
    {
        try
        {
            return RunEventReader.Read(record.Kind, record.Body.Span);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or InvalidCastException or ArgumentException or IndexOutOfRangeException)
        {
            throw new RefusedException(RefusalKind.Store, "TR6003", record.Seq.ToString(), record.Kind, e.Message);
        }
    }

    public static RefusedException Damaged(string runId, long seq) =>
        new(RefusalKind.Store, "TR6002", runId, seq.ToString());

    public static RefusedException NoSuchRun(string runId) => new(RefusalKind.NotFound, "TR6001", runId);
}

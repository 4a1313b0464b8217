using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// Bytes of spool records and messages: a number for the kind, then the fields in order; texts and lists with their length in
/// front, as <see cref="BinaryWriter"/> has it. Both ends of a connection are the same executable, so messages have no versions;
/// records of a spool are never changed, only added to.
/// </summary>
internal static class Wire
{
    private static readonly WireForms<SpoolRecord> Records = new WireForms<SpoolRecord>("a record of the spool")
        .Add<SpoolRecord.EpochTaken>(1, (w, e) => w.Write(e.Epoch), r => new SpoolRecord.EpochTaken(r.ReadInt64()))
        .Add<SpoolRecord.Released>(2, (w, e) => Write(w, e.Key), r => new SpoolRecord.Released(ReadKey(r)))
        .Add<SpoolRecord.Ended>(3, WriteEnded, r => new SpoolRecord.Ended(ReadKey(r), ReadOutcome(r)))
        .Add<SpoolRecord.Begun>(4, (w, e) => w.Write(e.IsWhole), r => new SpoolRecord.Begun(r.ReadBoolean()));

    private static readonly WireForms<ProcessOutcome> Outcomes = new WireForms<ProcessOutcome>("an end of a process")
        .Add<ProcessOutcome.Exited>(1, (w, e) => w.Write(e.Code), r => new ProcessOutcome.Exited(r.ReadInt32()))
        .Add<ProcessOutcome.Signalled>(2, (w, e) => w.Write(e.Signal), r => new ProcessOutcome.Signalled(r.ReadInt32()))
        .Add<ProcessOutcome.Stopped>(3, WriteStopped, r => new ProcessOutcome.Stopped((StopCause)r.ReadByte(), r.ReadBoolean()))
        .Add<ProcessOutcome.NotStarted>(7, (w, e) => Write(w, e.Reason), r => new ProcessOutcome.NotStarted(ReadText(r)), e => !e.IsTooLate)
        .Add<ProcessOutcome.Lost>(8, (w, e) => Write(w, e.Evidence), r => new ProcessOutcome.Lost(ReadText(r)))
        .Add<ProcessOutcome.NotStarted>(9, (w, e) => Write(w, e.Reason), r => new ProcessOutcome.NotStarted(ReadText(r)) { IsTooLate = true }, e => e.IsTooLate)
        .Read(4, r => new ProcessOutcome.NotStarted(r.ReadString()))
        .Read(5, r => new ProcessOutcome.Lost(r.ReadString()))
        .Read(6, r => new ProcessOutcome.NotStarted(r.ReadString()) { IsTooLate = true });

    public static byte[] ToBytes(SpoolRecord record) => ToBytes(w => Records.Write(w, record));

    public static SpoolRecord ToRecord(ReadOnlySpan<byte> body)
    {
        using var reader = new BinaryReader(new MemoryStream(body.ToArray()), Encoding.UTF8);
        return Records.Read(reader);
    }

    public static byte[] ToBytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    public static void Write(BinaryWriter w, StepKey key)
    {
        w.Write(key.AttemptId);
        w.Write(key.Step);
    }

    public static StepKey ReadKey(BinaryReader r) => new(r.ReadString(), r.ReadString());

    public static void Write(BinaryWriter w, ProcessOutcome outcome)
    {
        Outcomes.Write(w, outcome);
        Write(w, outcome.Leftovers);
        w.Write(outcome.Result?.Length ?? -1);
        w.Write((outcome.Result ?? default).Span);
    }

    public static ProcessOutcome ReadOutcome(BinaryReader r)
    {
        var outcome = Outcomes.Read(r);
        var leftovers = ReadList(r);
        var length = r.ReadInt32();
        return outcome with { Leftovers = leftovers, Result = length < 0 ? null : r.ReadBytes(length) };
    }

    public static void Write(BinaryWriter w, ProcessSpec process)
    {
        w.Write(process.FileName);
        Write(w, process.Arguments);
        w.Write(process.Environment.Count);
        foreach (var (name, value) in process.Environment)
        {
            w.Write(name);
            w.Write(value);
        }

        w.Write(process.WorkingDirectory);
        w.Write(process.StdoutPath);
        w.Write(process.StderrPath);
        w.Write(process.ResultPath ?? "");
        w.Write(process.HasSecretResult);
        Write(w, process.SecretResults);
        w.Write(process.Timeout.Ticks);
        w.Write(process.Grace.Ticks);
        w.Write((byte)process.Leftovers);
        w.Write(process.LogLimit);
        Write(w, process.Secrets?.Texts ?? []);
    }

    public static ProcessSpec ReadProcess(BinaryReader r) => new()
    {
        FileName = r.ReadString(),
        Arguments = ReadList(r),
        Environment = ReadVariables(r),
        WorkingDirectory = r.ReadString(),
        StdoutPath = r.ReadString(),
        StderrPath = r.ReadString(),
        ResultPath = r.ReadString() is { Length: > 0 } path ? path : null,
        HasSecretResult = r.ReadBoolean(),
        SecretResults = ReadList(r),
        Timeout = new TimeSpan(r.ReadInt64()),
        Grace = new TimeSpan(r.ReadInt64()),
        Leftovers = (LeftoversRule)r.ReadByte(),
        LogLimit = r.ReadInt64(),
        Secrets = ReadList(r) is { Count: > 0 } texts ? new SecretTexts(texts) : null,
    };

    private static void WriteEnded(BinaryWriter w, SpoolRecord.Ended ended)
    {
        Write(w, ended.Key);
        Write(w, ended.Outcome);
    }

    private static void WriteStopped(BinaryWriter w, ProcessOutcome.Stopped stopped)
    {
        w.Write((byte)stopped.Cause);
        w.Write(stopped.Killed);
    }

    private static Dictionary<string, string> ReadVariables(BinaryReader r)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = r.ReadInt32(); count > 0; count--)
        {
            variables.Add(r.ReadString(), r.ReadString());
        }

        return variables;
    }

    /// <summary>In English, and as it can be said in other languages.</summary>
    private static void Write(BinaryWriter w, LocalizableString said)
    {
        w.Write(said.ToString());
        w.Write(JsonWriter.ToText(said.ToValue()));
    }

    private static LocalizableString ReadText(BinaryReader r)
    {
        var english = r.ReadString();
        return LocalizableString.Recorded(JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(r.ReadString())), english);
    }

    private static void Write(BinaryWriter w, IReadOnlyList<string> texts)
    {
        w.Write(texts.Count);
        foreach (var text in texts)
        {
            w.Write(text);
        }
    }

    private static List<string> ReadList(BinaryReader r)
    {
        var texts = new List<string>();
        for (var count = r.ReadInt32(); count > 0; count--)
        {
            texts.Add(r.ReadString());
        }

        return texts;
    }
}

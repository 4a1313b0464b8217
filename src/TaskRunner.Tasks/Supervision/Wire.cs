using System.Text;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// Bytes of spool records and messages: a number for the kind, then the fields in order; texts and lists with their length in
/// front, as <see cref="BinaryWriter"/> has it. Both ends of a connection are the same executable, so messages have no versions;
/// records of a spool are never changed, only added to.
/// </summary>
internal static class Wire
{
    private enum Kind : byte
    {
        EpochTaken = 1,
        Released = 2,
        Ended = 3,
        Begun = 4,
    }

    private enum End : byte
    {
        Exited = 1,
        Signalled = 2,
        Stopped = 3,
        NotStarted = 4,
        Lost = 5,
    }

    public static byte[] ToBytes(SpoolRecord record) => ToBytes(w =>
    {
        switch (record)
        {
            case SpoolRecord.Begun e:
                w.Write((byte)Kind.Begun);
                w.Write(e.IsWhole);
                break;
            case SpoolRecord.EpochTaken e:
                w.Write((byte)Kind.EpochTaken);
                w.Write(e.Epoch);
                break;
            case SpoolRecord.Released e:
                w.Write((byte)Kind.Released);
                Write(w, e.Key);
                break;
            case SpoolRecord.Ended e:
                w.Write((byte)Kind.Ended);
                Write(w, e.Key);
                Write(w, e.Outcome);
                break;
        }
    });

    public static SpoolRecord ToRecord(ReadOnlySpan<byte> body)
    {
        using var reader = new BinaryReader(new MemoryStream(body.ToArray()), Encoding.UTF8);
        return (Kind)reader.ReadByte() switch
        {
            Kind.Begun => new SpoolRecord.Begun(reader.ReadBoolean()),
            Kind.EpochTaken => new SpoolRecord.EpochTaken(reader.ReadInt64()),
            Kind.Released => new SpoolRecord.Released(ReadKey(reader)),
            Kind.Ended => new SpoolRecord.Ended(ReadKey(reader), ReadOutcome(reader)),
            var kind => throw new IOException($"the spool has a record of kind {(byte)kind}, which this version does not know"),
        };
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
        switch (outcome)
        {
            case ProcessOutcome.Exited e:
                w.Write((byte)End.Exited);
                w.Write(e.Code);
                break;
            case ProcessOutcome.Signalled e:
                w.Write((byte)End.Signalled);
                w.Write(e.Signal);
                break;
            case ProcessOutcome.Stopped e:
                w.Write((byte)End.Stopped);
                w.Write((byte)e.Cause);
                w.Write(e.Killed);
                break;
            case ProcessOutcome.NotStarted e:
                w.Write((byte)End.NotStarted);
                w.Write(e.Reason);
                break;
            case ProcessOutcome.Lost e:
                w.Write((byte)End.Lost);
                w.Write(e.Evidence);
                break;
            default:
                throw new InvalidOperationException("an end of a process without a form on the wire; this is a bug");
        }

        Write(w, outcome.Leftovers);
        w.Write(outcome.Result?.Length ?? -1);
        w.Write((outcome.Result ?? default).Span);
    }

    public static ProcessOutcome ReadOutcome(BinaryReader r)
    {
        ProcessOutcome outcome = (End)r.ReadByte() switch
        {
            End.Exited => new ProcessOutcome.Exited(r.ReadInt32()),
            End.Signalled => new ProcessOutcome.Signalled(r.ReadInt32()),
            End.Stopped => new ProcessOutcome.Stopped((StopCause)r.ReadByte(), r.ReadBoolean()),
            End.NotStarted => new ProcessOutcome.NotStarted(r.ReadString()),
            End.Lost => new ProcessOutcome.Lost(r.ReadString()),
            var end => throw new IOException($"an end of a process of kind {(byte)end}, which this version does not know"),
        };
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
        Timeout = new TimeSpan(r.ReadInt64()),
        Grace = new TimeSpan(r.ReadInt64()),
        Leftovers = (LeftoversRule)r.ReadByte(),
        LogLimit = r.ReadInt64(),
        Secrets = ReadList(r) is { Count: > 0 } texts ? new SecretTexts(texts) : null,
    };

    private static Dictionary<string, string> ReadVariables(BinaryReader r)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = r.ReadInt32(); count > 0; count--)
        {
            variables.Add(r.ReadString(), r.ReadString());
        }

        return variables;
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

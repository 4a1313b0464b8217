using System.Text;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>A message between a runner and its supervisor. The hierarchy is closed.</summary>
internal abstract record Parcel
{
    private Parcel()
    {
    }

    /// <summary>Runner: I hold the run in this epoch. The supervisor answers with <see cref="Welcome"/> or <see cref="Refused"/>.</summary>
    public sealed record Hello(long Epoch) : Parcel;

    /// <summary>Supervisor: this was released so far; of the steps without an outcome, those that run are mine, the others lost.</summary>
    public sealed record Welcome(bool IsWhole, IReadOnlyList<KnownStep> Steps) : Parcel;

    /// <summary>Supervisor: a runner of a higher epoch was here.</summary>
    public sealed record Refused : Parcel;

    /// <summary>Runner: start this, unless it was released before. The key is for its result; empty where that holds no secret.</summary>
    public sealed record Launch(StepKey Key, bool MayRepeat, long NotAfterTicks, byte[] SealKey, ProcessSpec Process) : Parcel;

    /// <summary>Runner: ask it to end, or kill it.</summary>
    public sealed record Stop(StepKey Key, bool Kill) : Parcel;

    /// <summary>Supervisor: it ended so.</summary>
    public sealed record Ended(StepKey Key, ProcessOutcome Outcome) : Parcel;

    /// <summary>Runner: the run is settled in the journal; forget it and end.</summary>
    public sealed record Forget : Parcel;

    public byte[] ToBytes() => Wire.ToBytes(w =>
    {
        switch (this)
        {
            case Hello p:
                w.Write((byte)1);
                w.Write(p.Epoch);
                break;
            case Welcome p:
                w.Write((byte)2);
                w.Write(p.IsWhole);
                WriteSteps(w, p.Steps);
                break;
            case Refused:
                w.Write((byte)3);
                break;
            case Launch p:
                w.Write((byte)4);
                Wire.Write(w, p.Key);
                w.Write(p.MayRepeat);
                w.Write(p.NotAfterTicks);
                w.Write(p.SealKey.Length);
                w.Write(p.SealKey);
                Wire.Write(w, p.Process);
                break;
            case Stop p:
                w.Write((byte)5);
                Wire.Write(w, p.Key);
                w.Write(p.Kill);
                break;
            case Ended p:
                w.Write((byte)6);
                Wire.Write(w, p.Key);
                Wire.Write(w, p.Outcome);
                break;
            case Forget:
                w.Write((byte)7);
                break;
        }
    });

    public static Parcel FromBytes(byte[] bytes)
    {
        using var r = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        return r.ReadByte() switch
        {
            1 => new Hello(r.ReadInt64()),
            2 => new Welcome(r.ReadBoolean(), ReadSteps(r)),
            3 => new Refused(),
            4 => new Launch(Wire.ReadKey(r), r.ReadBoolean(), r.ReadInt64(), r.ReadBytes(r.ReadInt32()), Wire.ReadProcess(r)),
            5 => new Stop(Wire.ReadKey(r), r.ReadBoolean()),
            6 => new Ended(Wire.ReadKey(r), Wire.ReadOutcome(r)),
            7 => new Forget(),
            var kind => throw new IOException($"a message of kind {kind} from another version of the program"),
        };
    }

    private static void WriteSteps(BinaryWriter w, IReadOnlyList<KnownStep> steps)
    {
        w.Write(steps.Count);
        foreach (var step in steps)
        {
            Wire.Write(w, step.Key);
            w.Write((byte)step.Fate);
            if (step.Outcome is not null)
            {
                Wire.Write(w, step.Outcome);
            }
        }
    }

    private static List<KnownStep> ReadSteps(BinaryReader r)
    {
        var steps = new List<KnownStep>();
        for (var count = r.ReadInt32(); count > 0; count--)
        {
            var (key, fate) = (Wire.ReadKey(r), (StepFate)r.ReadByte());
            steps.Add(new KnownStep(key, fate, fate == StepFate.Ended ? Wire.ReadOutcome(r) : null));
        }

        return steps;
    }
}

/// <summary>A step that was released, and what became of it.</summary>
internal sealed record KnownStep(StepKey Key, StepFate Fate, ProcessOutcome? Outcome);

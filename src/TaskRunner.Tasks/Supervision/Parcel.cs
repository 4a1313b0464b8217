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

    private static readonly WireForms<Parcel> Forms = new WireForms<Parcel>("a message")
        .Add<Hello>(1, (w, p) => w.Write(p.Epoch), r => new Hello(r.ReadInt64()))
        .Add<Welcome>(2, WriteWelcome, r => new Welcome(r.ReadBoolean(), ReadSteps(r)))
        .Add<Refused>(3, (_, _) => { }, _ => new Refused())
        .Add<Launch>(4, WriteLaunch, r => new Launch(Wire.ReadKey(r), r.ReadBoolean(), r.ReadInt64(), r.ReadBytes(r.ReadInt32()), Wire.ReadProcess(r)))
        .Add<Stop>(5, WriteStop, r => new Stop(Wire.ReadKey(r), r.ReadBoolean()))
        .Add<Ended>(6, WriteEnded, r => new Ended(Wire.ReadKey(r), Wire.ReadOutcome(r)))
        .Add<Forget>(7, (_, _) => { }, _ => new Forget());

    public byte[] ToBytes() => Wire.ToBytes(w => Forms.Write(w, this));

    /// <exception cref="IOException">It is of another version of the program.</exception>
    public static Parcel FromBytes(byte[] bytes)
    {
        using var r = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        return Forms.Read(r);
    }

    private static void WriteWelcome(BinaryWriter w, Welcome welcome)
    {
        w.Write(welcome.IsWhole);
        WriteSteps(w, welcome.Steps);
    }

    private static void WriteLaunch(BinaryWriter w, Launch launch)
    {
        Wire.Write(w, launch.Key);
        w.Write(launch.MayRepeat);
        w.Write(launch.NotAfterTicks);
        w.Write(launch.SealKey.Length);
        w.Write(launch.SealKey);
        Wire.Write(w, launch.Process);
    }

    private static void WriteStop(BinaryWriter w, Stop stop)
    {
        Wire.Write(w, stop.Key);
        w.Write(stop.Kill);
    }

    private static void WriteEnded(BinaryWriter w, Ended ended)
    {
        Wire.Write(w, ended.Key);
        Wire.Write(w, ended.Outcome);
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

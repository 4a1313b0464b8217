using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Secrets;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Journal;

public sealed class RunEventCodecTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
    private static readonly MapValue Outputs = MapValue.Of(("host", Value.From("db")), ("port", Value.From(5432)));
    private static readonly PlanReason Reason = new("TR6010", ["a", "“b”"]);
    private static readonly LocalizableString Said = LocalizableString.Of("engine-lost-trace", "“x”", "y");
    private static readonly TaskFailure Failure = new("exit", 3, "line\n2");

    /// <summary>The bytes of format 1: a change here is a change of what stores hold.</summary>
    public static TheoryData<RunEvent, string> Format1 => new()
    {
        { new RunEvent.RunStarted("r1", "r0", OperationKind.Upgrade, "r0", 2, Outputs, [1], At), """start {"t":2,"id":"r1","op":"r0","k":"upgrade","s":"r0","b":[1],"o":{"host":"db","port":5432},"w":1700000000123}""" },
        { new RunEvent.RunnerAttached(7, "run", "h", "boot", 42, 99, At), """runner {"h":{"runner":"run","host":"h","boot":"boot","pid":42,"ticks":99,"epoch":7},"w":1700000000123}""" },
        { new RunEvent.RollbackRequested("me", At), """undo {"u":"me","w":1700000000123}""" },
        { new RunEvent.StopRequested(StopReason.Cancelled, StopStage.Killed, null, At), """stop {"k":"cancelled","s":"killed","w":1700000000123}""" },
        { new RunEvent.RollbackPlanned(RollbackScope.All, [0, 2], At), """rollback {"k":"all","b":[0,2],"w":1700000000123}""" },
        { new RunEvent.RunHalted(RunStatus.NeedsDecision, At), """halt {"k":"needs-decision","w":1700000000123}""" },
        { new RunEvent.RunSettled(RunStatus.RolledBack, At), """end {"k":"rolled-back","w":1700000000123}""" },
        { new RunEvent.TaskSkipped(1, Reason, At), """skip {"t":1,"r":["TR6010","a","“b”"],"w":1700000000123}""" },
        { new RunEvent.TaskReused(1, "r0", Outputs, "d", At), """reuse {"t":1,"s":"r0","o":{"host":"db","port":5432},"d":"d","w":1700000000123}""" },
        { new RunEvent.TaskSupplied(1, Outputs, At), """supply {"t":1,"o":{"host":"db","port":5432},"w":1700000000123}""" },
        { new RunEvent.TaskBlocked(1, [0], At), """block {"t":1,"b":[0],"w":1700000000123}""" },
        { new RunEvent.TaskHeld(1, Reason, null, MapValue.Empty, null, At), """hold {"t":1,"r":["TR6010","a","“b”"],"w":1700000000123}""" },
        { new RunEvent.TaskCancelled(1, At), """cancel {"t":1,"w":1700000000123}""" },
        { new RunEvent.TaskFailed(1, Failure, At), """fail {"t":1,"f":["exit",3,"line\n2"],"w":1700000000123}""" },
        { new RunEvent.TaskKept(1, At), """keep {"t":1,"w":1700000000123}""" },
        { new RunEvent.TaskLeftUnknown(1, "why", true, At), """unknown {"t":1,"e":"why","q":true,"w":1700000000123}""" },
        { new RunEvent.AttemptIntended(1, 2, AttemptKind.Rollback, RollbackCause.Unknown, "d", At), """intent {"t":1,"a":2,"k":"rollback","c":"unknown","d":"d","w":1700000000123}""" },
        { new RunEvent.EffectBegun(1, 2, "put"), """begin {"t":1,"a":2,"s":"put"}""" },
        { new RunEvent.StepSettled(1, 2, "put", Outputs), """step {"t":1,"a":2,"s":"put","o":{"host":"db","port":5432}}""" },
        { new RunEvent.AttemptSettled(1, 2, new TaskOutcome.Succeeded(Outputs) { ServiceVersion = "15" }, null, At), """outcome {"t":1,"a":2,"k":"succeeded","o":{"host":"db","port":5432},"v":"15","w":1700000000123}""" },
        { new RunEvent.AttemptSettled(1, 2, new TaskOutcome.Failed(Failure with { ExitCode = null }), At, At), """outcome {"t":1,"a":2,"k":"failed","f":["exit",null,"line\n2"],"n":1700000000123,"w":1700000000123}""" },
        { new RunEvent.AttemptSettled(1, 2, new TaskOutcome.Unknown("e"), null, At), """outcome {"t":1,"a":2,"k":"unknown","e":"e","w":1700000000123}""" },
        { new RunEvent.AttemptSettled(1, 2, new TaskOutcome.Cancelled(), null, At), """outcome {"t":1,"a":2,"k":"cancelled","w":1700000000123}""" },
        { new RunEvent.ProbeSettled(1, 2, new ProbeOutcome.Done(Outputs), At), """probe {"t":1,"a":2,"k":"done","o":{"host":"db","port":5432},"w":1700000000123}""" },
        { new RunEvent.ProbeSettled(1, 2, new ProbeOutcome.NotDone(), At), """probe {"t":1,"a":2,"k":"not-done","w":1700000000123}""" },
        { new RunEvent.ProbeSettled(1, 2, new ProbeOutcome.CannotTell("e"), At), """probe {"t":1,"a":2,"k":"cannot-tell","e":"e","w":1700000000123}""" },
        { new RunEvent.AttemptLost(1, 2, "e", At), """lost {"t":1,"a":2,"e":"e","w":1700000000123}""" },
        { new RunEvent.AttemptLost(1, 2, Said, At), """lost {"t":1,"a":2,"e":"“x”: y","m":["engine-lost-trace","“x”","y"],"w":1700000000123}""" },
        { new RunEvent.TaskLeftUnknown(1, Said, false, At), """unknown {"t":1,"e":"“x”: y","m":["engine-lost-trace","“x”","y"],"w":1700000000123}""" },
        { new RunEvent.AttemptSettled(1, 2, new TaskOutcome.Unknown(Said), null, At), """outcome {"t":1,"a":2,"k":"unknown","e":"“x”: y","m":["engine-lost-trace","“x”","y"],"w":1700000000123}""" },
        { new RunEvent.ProbeSettled(1, 2, new ProbeOutcome.CannotTell(Said), At), """probe {"t":1,"a":2,"k":"cannot-tell","e":"“x”: y","m":["engine-lost-trace","“x”","y"],"w":1700000000123}""" },
        { new RunEvent.AttemptAdopted(1, 2, AttemptKind.Rollback, null, Said, At), """adopt {"t":1,"a":2,"k":"rollback","e":"“x”: y","m":["engine-lost-trace","“x”","y"],"w":1700000000123}""" },
        { new RunEvent.TaskFailed(1, Failure with { Message = Said }, At), """fail {"t":1,"f":["exit",3,"“x”: y",["engine-lost-trace","“x”","y"]],"w":1700000000123}""" },
        { new RunEvent.AttemptNotReleased(1, 2, At), """unreleased {"t":1,"a":2,"w":1700000000123}""" },
        { new RunEvent.AttemptAdopted(1, 2, AttemptKind.Execute, At, "e", At), """adopt {"t":1,"a":2,"k":"execute","e":"e","n":1700000000123,"w":1700000000123}""" },
        { new RunEvent.AttemptAdopted(1, 2, AttemptKind.Rollback, null, "e", At), """adopt {"t":1,"a":2,"k":"rollback","e":"e","w":1700000000123}""" },
        { new RunEvent.RollbackBlocked(1, [2, 3], At), """rollback-blocked {"t":1,"b":[2,3],"w":1700000000123}""" },
        { new RunEvent.DecisionRecorded(1, Decision.RolledBack, MapValue.Empty, "by hand", "me", At), """decision {"t":1,"k":"rolled-back","e":"by hand","u":"me","w":1700000000123}""" },
    };

    [Theory]
    [MemberData(nameof(Format1))]
    public void Every_event_has_its_bytes_and_is_read_back_from_them(RunEvent happened, string bytes)
    {
        var record = Write(happened);

        Assert.Equal(bytes, $"{record.Kind} {Encoding.UTF8.GetString(record.Body.Span)}");
        var again = Write(RunEventCodec.Read(record));
        Assert.Equal(bytes, $"{again.Kind} {Encoding.UTF8.GetString(again.Body.Span)}");
    }

    [Fact]
    public void Every_kind_of_event_is_among_them()
    {
        var known = Format1.Select(row => row.Data.Item1.GetType()).ToHashSet();
        var all = typeof(RunEvent).GetNestedTypes().Where(t => !t.IsAbstract);
        Assert.All(all, type => Assert.Contains(type, known));
    }

    [Fact]
    public void A_secret_is_written_sealed_and_comes_back_as_a_secret()
    {
        var secret = new SecretValue(new SecretContent.Sealed(new byte[] { 1, 2, 3 }), "print");
        var record = Write(new RunEvent.TaskSupplied(0, MapValue.Of(("password", secret)), At));

        Assert.Contains("\"sealed\":\"AQID\"", Encoding.UTF8.GetString(record.Body.Span), StringComparison.Ordinal);
        var read = Assert.IsType<RunEvent.TaskSupplied>(RunEventCodec.Read(record));
        var restored = Assert.IsType<SecretValue>(read.Outputs["password"]);
        Assert.Equal([1, 2, 3], Assert.IsType<SecretContent.Sealed>(restored.Content).Box.ToArray());
    }

    [Theory]
    [InlineData("sing", "{}")]
    [InlineData("intent", """{"t":1,"a":1,"k":"dance","w":1}""")]
    [InlineData("outcome", """{"t":1,"a":1,"k":"perhaps","w":1}""")]
    [InlineData("skip", """{"t":1,"w":1}""")]
    [InlineData("intent", """{"t":1""")]
    [InlineData("intent", """[1]""")]
    [InlineData("intent", """{"t":"one"}""")]
    public void What_this_build_does_not_know_stops_the_reading_with_a_message(string kind, string body)
    {
        var record = new JournalRecord(5, 1, Guid.Empty, kind, Encoding.UTF8.GetBytes(body));

        var refused = Assert.Throws<RefusedException>(() => RunEventCodec.Read(record));

        Assert.Equal("TR6003", refused.Diagnostics[0].Code);
        Assert.Equal(["5", kind], refused.Diagnostics[0].Arguments.Take(2));
    }

    [Fact]
    public void A_key_that_a_later_build_added_is_passed_over()
    {
        var body = """{"t":1,"z":{"deep":[1,2]},"zz":"x","w":1700000000123}""";

        var read = RunEventCodec.Read(new JournalRecord(1, 1, Guid.Empty, "cancel", Encoding.UTF8.GetBytes(body)));

        Assert.Equal(new RunEvent.TaskCancelled(1, At), read);
    }

    [Fact]
    public void Records_follow_on_the_head_and_carry_the_epoch()
    {
        using var codec = new RunEventCodec();

        var records = codec.Write([new RunEvent.TaskCancelled(0, At), new RunEvent.TaskKept(1, At)], 7, 3, Guid.NewGuid);

        Assert.Equal([8, 9], records.Select(r => r.Seq));
        Assert.All(records, r => Assert.Equal(3, r.Epoch));
        Assert.NotEqual(records[0].RecordId, records[1].RecordId);
    }

    private static JournalRecord Write(RunEvent happened)
    {
        using var codec = new RunEventCodec();
        return codec.Write([happened], 0, 1, () => Guid.Empty)[0];
    }

    /// <summary>Found by fuzzing.</summary>
    [Theory]
    [InlineData("end", """{"k":"failed","w":1700000700000000123}""")]
    [InlineData("outcome", """{"t":1,"a":2,"k":"failed","f":["exit"],"w":1700000000123}""")]
    [InlineData("lost", """{"t":1,"a":2,"e":"x","m":["engine-lost",{}],"w":1700000000123}""")]
    public void A_time_beyond_the_calendar_and_half_a_failure_are_refused_like_any_other_record(string kind, string body) =>
        Assert.Throws<RefusedException>(() => RunEventCodec.Read(new JournalRecord(1, 1, Guid.Empty, kind, Encoding.UTF8.GetBytes(body))));
}

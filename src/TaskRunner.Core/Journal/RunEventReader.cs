using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Journal;

/// <summary>Reads one event; the format is described at <see cref="RunEventCodec"/>.</summary>
internal static class RunEventReader
{
    public static RunEvent Read(string kind, ReadOnlySpan<byte> body)
    {
        var f = Fields.Read(body);
        return kind switch
        {
            EventKinds.AttemptIntended => new RunEvent.AttemptIntended(
                f.Task, f.Attempt, EventWords.ToKind(f.Kind), f.Cause is { } cause ? EventWords.ToCause(cause) : null, f.Digest, f.At),
            EventKinds.AttemptSettled => new RunEvent.AttemptSettled(f.Task, f.Attempt, ToOutcome(f), f.Next, f.At),
            EventKinds.ProbeSettled => new RunEvent.ProbeSettled(f.Task, f.Attempt, ToProbe(f), f.At),
            EventKinds.AttemptLost => new RunEvent.AttemptLost(f.Task, f.Attempt, f.Evidence, f.At),
            EventKinds.AttemptNotReleased => new RunEvent.AttemptNotReleased(f.Task, f.Attempt, f.At),
            EventKinds.AttemptAdopted => new RunEvent.AttemptAdopted(
                f.Task, f.Attempt, EventWords.ToKind(f.Kind), f.Next, f.Evidence, f.At),
            EventKinds.EffectBegun => new RunEvent.EffectBegun(f.Task, f.Attempt, Need(f.Source)),
            EventKinds.StepSettled => new RunEvent.StepSettled(f.Task, f.Attempt, Need(f.Source), f.Outputs),
            EventKinds.DecisionRecorded => new RunEvent.DecisionRecorded(
                f.Task, EventWords.ToDecision(f.Kind), f.Outputs, f.Words ?? "", f.Who ?? "", f.At),
            EventKinds.RollbackBlocked => new RunEvent.RollbackBlocked(f.Task, f.Tasks, f.At),
            EventKinds.TaskSkipped => new RunEvent.TaskSkipped(f.Task, Need(f.Reason), f.At),
            EventKinds.TaskReused => new RunEvent.TaskReused(f.Task, Need(f.Source), f.Outputs, f.Digest, f.At),
            EventKinds.TaskSupplied => new RunEvent.TaskSupplied(f.Task, f.Outputs, f.At),
            EventKinds.TaskBlocked => new RunEvent.TaskBlocked(f.Task, f.Tasks, f.At),
            EventKinds.TaskHeld => new RunEvent.TaskHeld(f.Task, Need(f.Reason), f.Source, f.Outputs, f.Digest, f.At),
            EventKinds.TaskCancelled => new RunEvent.TaskCancelled(f.Task, f.At),
            EventKinds.TaskFailed => new RunEvent.TaskFailed(f.Task, Need(f.Failure), f.At),
            EventKinds.TaskKept => new RunEvent.TaskKept(f.Task, f.At),
            EventKinds.TaskLeftUnknown => new RunEvent.TaskLeftUnknown(f.Task, f.Evidence, f.Asked, f.At),
            EventKinds.RunStarted => new RunEvent.RunStarted(
                Need(f.RunId), Need(f.OperationId), EventWords.ToOperation(f.Kind), f.Source, f.Task, f.Outputs, f.Tasks, f.At),
            EventKinds.RunnerAttached => ToRunner(f),
            EventKinds.RollbackRequested => new RunEvent.RollbackRequested(f.Who ?? "", f.At),
            EventKinds.StopRequested => new RunEvent.StopRequested(EventWords.ToReason(f.Kind), EventWords.ToStage(f.Source), f.Who, f.At),
            EventKinds.RollbackPlanned => new RunEvent.RollbackPlanned(EventWords.ToScope(f.Kind), f.Tasks, f.At),
            EventKinds.RunHalted => new RunEvent.RunHalted(EventWords.ToStatus(f.Kind), f.At),
            EventKinds.RunSettled => new RunEvent.RunSettled(EventWords.ToStatus(f.Kind), f.At),
            _ => throw new FormatException($"unknown kind “{kind}”"),
        };
    }

    private static TaskOutcome ToOutcome(in Fields f) => f.Kind switch
    {
        "succeeded" => new TaskOutcome.Succeeded(f.Outputs) { ServiceVersion = f.Version },
        "failed" => new TaskOutcome.Failed(Need(f.Failure)),
        "unknown" => new TaskOutcome.Unknown(f.Evidence),
        "cancelled" => new TaskOutcome.Cancelled(),
        _ => throw new FormatException($"unknown outcome “{f.Kind}”"),
    };

    private static ProbeOutcome ToProbe(in Fields f) => f.Kind switch
    {
        "done" => new ProbeOutcome.Done(f.Outputs),
        "not-done" => new ProbeOutcome.NotDone(),
        "cannot-tell" => new ProbeOutcome.CannotTell(f.Evidence),
        _ => throw new FormatException($"unknown finding “{f.Kind}”"),
    };

    private static RunEvent.RunnerAttached ToRunner(in Fields f)
    {
        var h = Need(f.Runner);
        return new RunEvent.RunnerAttached(
            Number(h, "epoch"), Text(h, "runner"), Text(h, "host"), Text(h, "boot"), (int)Number(h, "pid"), Number(h, "ticks"), f.At);

        static string Text(MapValue map, string key) => ((StringValue)Need(map[key])).Text;

        static long Number(MapValue map, string key) =>
            Need(map[key] as NumberValue).TryGetInt64(out var number) ? number : throw new FormatException($"“{key}” is no integer");
    }

    private static T Need<T>(T? value)
        where T : class => value ?? throw new FormatException("a key is missing");

    /// <summary>Every key any event has, read in one pass.</summary>
    private ref struct Fields
    {
        public int Task;
        public int Attempt;
        public DateTimeOffset At;
        public DateTimeOffset? Next;
        public bool Asked;
        public string? Kind;
        public string? Cause;
        public string? Digest;
        public string? Version;
        public string? Source;
        public string? Words;
        public Value? Said;
        public string? Who;
        public string? RunId;
        public string? OperationId;
        public MapValue Outputs;
        public MapValue? Runner;
        public PlanReason? Reason;
        public TaskFailure? Failure;
        public ImmutableArray<int> Tasks;

        public readonly LocalizableString Evidence => LocalizableString.Recorded(Said, Words ?? "");

        public static Fields Read(ReadOnlySpan<byte> body)
        {
            var fields = new Fields { Outputs = MapValue.Empty, Tasks = [] };
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("the body is no object");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var key = json.ValueSpan;
                json.Read();
                if (key.Length != 1 || !fields.Take(key[0], ref json))
                {
                    fields.TakeRare(key, ref json);
                }
            }

            return fields;
        }

        private bool Take(byte key, ref Utf8JsonReader json)
        {
            switch (key)
            {
                case (byte)'t':
                    Task = json.GetInt32();
                    return true;
                case (byte)'a':
                    Attempt = json.GetInt32();
                    return true;
                case (byte)'w':
                    At = DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());
                    return true;
                case (byte)'n':
                    Next = DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());
                    return true;
                case (byte)'q':
                    Asked = json.GetBoolean();
                    return true;
                case (byte)'o':
                    Outputs = (MapValue)SecretJson.Restore(JsonReader.ReadTrusted(ref json));
                    return true;
                default:
                    return TakeText(key, ref json);
            }
        }

        private bool TakeText(byte key, ref Utf8JsonReader json)
        {
            switch (key)
            {
                case (byte)'k':
                    Kind = json.GetString();
                    return true;
                case (byte)'c':
                    Cause = json.GetString();
                    return true;
                case (byte)'d':
                    Digest = json.GetString();
                    return true;
                case (byte)'v':
                    Version = json.GetString();
                    return true;
                case (byte)'s':
                    Source = json.GetString();
                    return true;
                case (byte)'e':
                    Words = json.GetString();
                    return true;
                case (byte)'u':
                    Who = json.GetString();
                    return true;
                default:
                    return false;
            }
        }

        private void TakeRare(ReadOnlySpan<byte> key, ref Utf8JsonReader json)
        {
            switch (key)
            {
                case [(byte)'b']:
                    Tasks = ReadTasks(ref json);
                    break;
                case [(byte)'r']:
                    var words = (ListValue)JsonReader.ReadTrusted(ref json);
                    Reason = new PlanReason(Word(words, 0), [.. words.Items.Skip(1).Select(w => ((StringValue)w).Text)]);
                    break;
                case [(byte)'f']:
                    var parts = (ListValue)JsonReader.ReadTrusted(ref json);
                    int? code = parts.Items[1] is NumberValue n && n.TryGetInt64(out var number) ? (int)number : null;
                    Failure = new TaskFailure(Word(parts, 0), code, LocalizableString.Recorded(parts.Items.Length > 3 ? parts.Items[3] : null, Word(parts, 2)));
                    break;
                case [(byte)'m']:
                    Said = JsonReader.ReadTrusted(ref json);
                    break;
                case [(byte)'h']:
                    Runner = (MapValue)JsonReader.ReadTrusted(ref json);
                    break;
                case [(byte)'i', (byte)'d']:
                    RunId = json.GetString();
                    break;
                case [(byte)'o', (byte)'p']:
                    OperationId = json.GetString();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        private static string Word(ListValue list, int at) => ((StringValue)list.Items[at]).Text;

        private static ImmutableArray<int> ReadTasks(ref Utf8JsonReader json)
        {
            var tasks = ImmutableArray.CreateBuilder<int>();
            while (json.Read() && json.TokenType == JsonTokenType.Number)
            {
                tasks.Add(json.GetInt32());
            }

            return tasks.DrainToImmutable();
        }
    }
}

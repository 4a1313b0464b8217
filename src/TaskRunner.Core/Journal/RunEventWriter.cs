using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Journal;

/// <summary>Writes one event as a JSON object; the format is described at <see cref="RunEventCodec"/>.</summary>
internal static class RunEventWriter
{
    /// <returns>The word for the kind of event.</returns>
    public static string Write(Utf8JsonWriter json, RunEvent happened)
    {
        json.WriteStartObject();
        var kind = happened is RunEvent.OfTask ofTask ? WriteOfTask(json, ofTask) : WriteOfRun(json, happened);
        json.WriteEndObject();
        return kind;
    }

    private static string WriteOfRun(Utf8JsonWriter json, RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted e:
                WriteStart(json, e);
                return EventKinds.RunStarted;
            case RunEvent.RunnerAttached e:
                WriteRunner(json, e);
                return EventKinds.RunnerAttached;
            case RunEvent.RollbackRequested e:
                json.WriteString("u"u8, e.By);
                When(json, e.At);
                return EventKinds.RollbackRequested;
            case RunEvent.StopRequested e:
                json.WriteString("k"u8, EventWords.Of(e.Reason));
                json.WriteString("s"u8, EventWords.Of(e.Stage));
                Text(json, "u"u8, e.By);
                When(json, e.At);
                return EventKinds.StopRequested;
            case RunEvent.RollbackPlanned e:
                json.WriteString("k"u8, EventWords.Of(e.Scope));
                Tasks(json, e.Tasks);
                When(json, e.At);
                return EventKinds.RollbackPlanned;
            case RunEvent.RunHalted e:
                json.WriteString("k"u8, e.Status.ToWord());
                When(json, e.At);
                return EventKinds.RunHalted;
            case RunEvent.RunSettled e:
                json.WriteString("k"u8, e.Status.ToWord());
                When(json, e.At);
                return EventKinds.RunSettled;
            default:
                throw Unknown(happened);
        }
    }

    private static string WriteOfTask(Utf8JsonWriter json, RunEvent.OfTask happened)
    {
        json.WriteNumber("t"u8, happened.Task);
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                json.WriteNumber("a"u8, e.Attempt);
                json.WriteString("k"u8, EventWords.Of(e.Kind));
                Text(json, "c"u8, e.Cause is { } cause ? EventWords.Of(cause) : null);
                Text(json, "d"u8, e.InputDigest);
                When(json, e.At);
                return EventKinds.AttemptIntended;
            case RunEvent.AttemptSettled e:
                WriteSettled(json, e);
                return EventKinds.AttemptSettled;
            case RunEvent.ProbeSettled e:
                WriteProbe(json, e);
                return EventKinds.ProbeSettled;
            case RunEvent.AttemptLost e:
                json.WriteNumber("a"u8, e.Attempt);
                Evidence(json, e.Evidence);
                When(json, e.At);
                return EventKinds.AttemptLost;
            case RunEvent.AttemptNotReleased e:
                json.WriteNumber("a"u8, e.Attempt);
                When(json, e.At);
                return EventKinds.AttemptNotReleased;
            case RunEvent.AttemptAdopted e:
                WriteAdopted(json, e);
                return EventKinds.AttemptAdopted;
            case RunEvent.EffectBegun e:
                json.WriteNumber("a"u8, e.Attempt);
                json.WriteString("s"u8, e.Step);
                return EventKinds.EffectBegun;
            case RunEvent.StepSettled e:
                json.WriteNumber("a"u8, e.Attempt);
                json.WriteString("s"u8, e.Step);
                Outputs(json, e.Outcome);
                return EventKinds.StepSettled;
            case RunEvent.DecisionRecorded e:
                json.WriteString("k"u8, EventWords.Of(e.Decision));
                Outputs(json, e.Outputs);
                json.WriteString("e"u8, e.Reason);
                json.WriteString("u"u8, e.By);
                When(json, e.At);
                return EventKinds.DecisionRecorded;
            case RunEvent.RollbackBlocked e:
                Tasks(json, e.Causes);
                When(json, e.At);
                return EventKinds.RollbackBlocked;
            default:
                return WriteWithoutAttempt(json, happened);
        }
    }

    private static string WriteWithoutAttempt(Utf8JsonWriter json, RunEvent.OfTask happened)
    {
        switch (happened)
        {
            case RunEvent.TaskSkipped e:
                Reason(json, e.Reason);
                When(json, e.At);
                return EventKinds.TaskSkipped;
            case RunEvent.TaskReused e:
                json.WriteString("s"u8, e.SourceRun);
                Outputs(json, e.Outputs);
                Text(json, "d"u8, e.InputDigest);
                When(json, e.At);
                return EventKinds.TaskReused;
            case RunEvent.TaskSupplied e:
                Outputs(json, e.Outputs);
                When(json, e.At);
                return EventKinds.TaskSupplied;
            case RunEvent.TaskBlocked e:
                Tasks(json, e.Causes);
                When(json, e.At);
                return EventKinds.TaskBlocked;
            case RunEvent.TaskHeld e:
                Reason(json, e.Reason);
                Text(json, "s"u8, e.SourceRun);
                Outputs(json, e.Outputs);
                Text(json, "d"u8, e.InputDigest);
                When(json, e.At);
                return EventKinds.TaskHeld;
            case RunEvent.TaskCancelled e:
                When(json, e.At);
                return EventKinds.TaskCancelled;
            case RunEvent.TaskFailed e:
                Failure(json, e.Failure);
                When(json, e.At);
                return EventKinds.TaskFailed;
            case RunEvent.TaskKept e:
                When(json, e.At);
                return EventKinds.TaskKept;
            case RunEvent.TaskLeftUnknown e:
                Evidence(json, e.Evidence);
                if (e.Asked)
                {
                    json.WriteBoolean("q"u8, true);
                }

                When(json, e.At);
                return EventKinds.TaskLeftUnknown;
            default:
                throw Unknown(happened);
        }
    }

    private static void WriteStart(Utf8JsonWriter json, RunEvent.RunStarted e)
    {
        json.WriteNumber("t"u8, e.TaskCount);
        json.WriteString("id"u8, e.RunId);
        json.WriteString("op"u8, e.OperationId);
        json.WriteString("k"u8, EventWords.Of(e.Operation));
        Text(json, "s"u8, e.Continues);
        Tasks(json, e.Earlier);
        json.WritePropertyName("o"u8);
        JsonWriter.Write(json, e.Plan, SecretForm.Sealed);
        When(json, e.At);
    }

    private static void WriteRunner(Utf8JsonWriter json, RunEvent.RunnerAttached e)
    {
        json.WriteStartObject("h"u8);
        json.WriteString("runner"u8, e.Runner);
        json.WriteString("host"u8, e.Host);
        json.WriteString("boot"u8, e.BootId);
        json.WriteNumber("pid"u8, e.Pid);
        json.WriteNumber("ticks"u8, e.StartTicks);
        json.WriteNumber("epoch"u8, e.Epoch);
        json.WriteEndObject();
        When(json, e.At);
    }

    private static void WriteSettled(Utf8JsonWriter json, RunEvent.AttemptSettled e)
    {
        json.WriteNumber("a"u8, e.Attempt);
        json.WriteString("k"u8, EventWords.Of(e.Outcome));
        switch (e.Outcome)
        {
            case TaskOutcome.Succeeded done:
                Outputs(json, done.Outputs);
                Text(json, "v"u8, done.ServiceVersion);
                break;
            case TaskOutcome.Failed failed:
                Failure(json, failed.Failure);
                break;
            case TaskOutcome.Unknown unknown:
                Evidence(json, unknown.Evidence);
                break;
        }

        if (e.RetryAt is { } next)
        {
            json.WriteNumber("n"u8, next.ToUnixTimeMilliseconds());
        }

        When(json, e.At);
    }

    private static void WriteAdopted(Utf8JsonWriter json, RunEvent.AttemptAdopted e)
    {
        json.WriteNumber("a"u8, e.Attempt);
        json.WriteString("k"u8, EventWords.Of(e.Kind));
        Evidence(json, e.Evidence);
        if (e.Begun is { } begun)
        {
            json.WriteNumber("n"u8, begun.ToUnixTimeMilliseconds());
        }

        When(json, e.At);
    }

    private static void WriteProbe(Utf8JsonWriter json, RunEvent.ProbeSettled e)
    {
        json.WriteNumber("a"u8, e.Attempt);
        json.WriteString("k"u8, EventWords.Of(e.Outcome));
        switch (e.Outcome)
        {
            case ProbeOutcome.Done done:
                Outputs(json, done.Outputs);
                break;
            case ProbeOutcome.CannotTell cannot:
                Evidence(json, cannot.Evidence);
                break;
        }

        When(json, e.At);
    }

    private static void When(Utf8JsonWriter json, DateTimeOffset at) => json.WriteNumber("w"u8, at.ToUnixTimeMilliseconds());

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> key, string? text)
    {
        if (text is not null)
        {
            json.WriteString(key, text);
        }
    }

    private static void Outputs(Utf8JsonWriter json, MapValue outputs)
    {
        if (outputs.Entries.Length > 0)
        {
            json.WritePropertyName("o"u8);
            JsonWriter.Write(json, outputs, SecretForm.Sealed);
        }
    }

    private static void Tasks(Utf8JsonWriter json, ImmutableArray<int> tasks)
    {
        json.WriteStartArray("b"u8);
        foreach (var task in tasks)
        {
            json.WriteNumberValue(task);
        }

        json.WriteEndArray();
    }

    private static void Reason(Utf8JsonWriter json, PlanReason reason)
    {
        json.WriteStartArray("r"u8);
        json.WriteStringValue(reason.Code);
        foreach (var argument in reason.Arguments)
        {
            json.WriteStringValue(argument);
        }

        json.WriteEndArray();
    }

    private static void Failure(Utf8JsonWriter json, TaskFailure failure)
    {
        json.WriteStartArray("f"u8);
        json.WriteStringValue(failure.Reason);
        if (failure.ExitCode is { } code)
        {
            json.WriteNumberValue(code);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStringValue(failure.Message.ToString());
        if (failure.Message.Key is not null)
        {
            JsonWriter.Write(json, failure.Message.ToValue(), SecretForm.Sealed);
        }

        json.WriteEndArray();
    }

    private static void Evidence(Utf8JsonWriter json, LocalizableString evidence)
    {
        json.WriteString("e"u8, evidence.ToString());
        if (evidence.Key is not null)
        {
            json.WritePropertyName("m"u8);
            JsonWriter.Write(json, evidence.ToValue(), SecretForm.Sealed);
        }
    }

    private static InvalidOperationException Unknown(RunEvent happened) =>
        new($"{happened.GetType().Name} has no form in the journal; this is a bug");
}

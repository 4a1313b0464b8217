using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Server.Live;

/// <summary>
/// The data of one event of a run's stream: <c>{seq, at, run: {state, finishedAt, progress: {…}}, tasks: [{index, name, state, …}]}</c>.
/// Written straight from the fold: with ten thousand tasks and two hundred watchers nothing is made twice.
/// </summary>
internal static class RunRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string StateOf(RunFollower run, bool isHeld) =>
        !isHeld && run.Status is RunStatus.Running or RunStatus.RollingBack ? "interrupted" : run.Status.ToWord();

    /// <param name="run">As it is now.</param>
    /// <param name="isHeld">Somebody works on it.</param>
    /// <param name="seen">Tasks that did not change after this record are left out; -1: all are in it.</param>
    /// <param name="texts">The language of what is said in it.</param>
    public static ReadOnlyMemory<byte> Frame(RunFollower run, bool isHeld, long seen, MessageCatalogue texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", run.Seq);
            json.WritePropertyName("run");
            WriteRun(json, run, isHeld);
            json.WriteStartArray("tasks");
            for (var i = 0; i < run.Names.Count; i++)
            {
                if (seen < 0 || run.ChangedSince(i, seen))
                {
                    WriteTask(json, i, run.Task(i), texts);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static void WriteRun(Utf8JsonWriter json, RunFollower run, bool isHeld)
    {
        json.WriteStartObject();
        json.WriteString("id", run.Header.Id);
        json.WriteString("state", StateOf(run, isHeld));
        Time(json, "finishedAt", run.FinishedAt);
        json.WritePropertyName("progress");
        WriteProgress(json, run);
        json.WriteEndObject();
    }

    /// <summary>How many tasks there are, and how many in each state there is one in.</summary>
    public static void WriteProgress(Utf8JsonWriter json, RunFollower run)
    {
        json.WriteStartObject();
        json.WriteNumber("total", run.Names.Count);
        var running = run.CountOf(TaskState.Intended) + run.CountOf(TaskState.Running);
        if (running > 0)
        {
            json.WriteNumber("running", running);
        }

        foreach (var state in Enum.GetValues<TaskState>().Where(s => s is not (TaskState.Intended or TaskState.Running) && run.CountOf(s) > 0))
        {
            json.WriteNumber(state.ToWord(), run.CountOf(state));
        }

        json.WriteEndObject();
    }

    public static void WriteTask(Utf8JsonWriter json, int index, TaskReport task, MessageCatalogue texts)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("name", task.Name);
        json.WriteString("type", task.Type);
        json.WriteString("state", task.State);
        json.WriteNumber("attempts", task.Attempts);
        json.WriteNumber("attempt", task.LastAttempt);
        Time(json, "startedAt", task.StartedAt);
        Time(json, "finishedAt", task.FinishedAt);
        if (task.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("reason", failure.Reason);
            json.WriteNumber("attempt", task.FailedAttempt);
            json.WriteString("message", failure.Message.In(texts));
            json.WriteEndObject();
        }

        if (task.Reason is { } reason)
        {
            json.WriteString("reason", texts.Format(reason.Code, reason.Arguments.AsSpan()));
        }

        Names(json, "blockedBy", task.BlockedBy);
        Names(json, "decisions", task.Decisions);
        if (task.NeedsDecision)
        {
            json.WriteBoolean("needsDecision", true);
        }

        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string key, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            json.WriteStartArray(key);
            foreach (var name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }
    }

    private static void Time(Utf8JsonWriter json, string key, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(key, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull(key);
        }
    }
}

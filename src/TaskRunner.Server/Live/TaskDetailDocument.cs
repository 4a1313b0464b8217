using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Http;
using TaskRunner.Server.Layout;
using TaskRunner.Values;

namespace TaskRunner.Server.Live;

/// <summary>The JSON of one task with all there is to know of it; secrets as fingerprints.</summary>
internal static class TaskDetailDocument
{
    public static async ValueTask<MapValue> OfAsync(Call call, RunFeed feed, TaskDetail detail)
    {
        var logs = detail.Attempts.IsEmpty
            ? []
            : await feed.LookAsync((run, _) => run.Logs(detail.Task.Name, null), call.Aborted).ConfigureAwait(false);
        return RunDocument.OfTask(detail.Task, call.Texts)
            .With("run", Value.From(detail.RunId))
            .With("group", Value.From(TaskGroups.Of(detail.Task.Name)))
            .With("mode", Value.From(detail.Task.Mode))
            .With("service", Value.From(detail.Task.Service))
            .With("why", Value.From(call.Texts.Format(detail.Why.Code, detail.Why.Arguments.AsSpan())))
            .With("decisions", new ListValue([.. detail.Task.Decisions.Select(d => (Value)Value.From(d))]))
            .With("decided", detail.Decided is { } decided ? Decided(decided) : Value.Null)
            .With("inputs", detail.Inputs ?? Value.Null)
            .With("history", new ListValue([.. detail.Attempts.Select(a => (Value)Attempt(a, call.Texts, logs.FirstOrDefault(l => l.Attempt == a.Number)?.Read()))]));
    }

    private static MapValue Decided(PersonDecision decided) => MapValue.Of(
        ("as", Value.From(decided.As)), ("reason", Value.From(decided.Reason)), ("by", Value.From(decided.By)), ("at", RunDocument.Time(decided.At)));

    private static MapValue Attempt(AttemptDetail attempt, MessageCatalogue texts, AttemptLog? log) => MapValue.Of(
        ("number", Value.From(attempt.Number)),
        ("kind", Value.From(attempt.Kind)),
        ("state", Value.From(attempt.State)),
        ("startedAt", RunDocument.Time(attempt.StartedAt)),
        ("finishedAt", RunDocument.Time(attempt.FinishedAt)),
        ("reason", Value.From(attempt.Failure?.Reason)),
        ("exitCode", attempt.Failure?.ExitCode is { } code ? Value.From(code) : Value.Null),
        ("message", Value.From(attempt.Failure?.Message.In(texts))),
        ("evidence", Value.From(attempt.Evidence?.In(texts))),
        ("logs", new ListValue([.. LogFiles.Streams(log).Select(s => (Value)MapValue.Of(
            ("stream", Value.From(s.Stream)), ("bytes", Value.From(s.Bytes))))])));
}

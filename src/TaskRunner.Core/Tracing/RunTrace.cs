using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Stores;

namespace TaskRunner.Tracing;

/// <summary>
/// A run as a trace, for whoever listens to <see cref="SourceName"/>: a span while a runner carries the run out, and below it one for
/// each attempt, told when it has ended. The id of the trace is made from the id of the run, so that all runners of a run, before and
/// after a crash, tell one trace. Names and words only, never a value: inputs, outputs and messages may be secret.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The span is ended by Dispose.")]
public sealed class RunTrace : IRunObserver, IDisposable
{
    /// <summary>What a listener names; a host of its own adds this source to its tracer.</summary>
    public const string SourceName = "TaskRunner";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Dictionary<int, DateTimeOffset> _begun = [];
    private readonly Activity _run;
    private readonly Plan _plan;
    private readonly string _runId;
    private readonly IRunObserver? _next;

    private RunTrace(Activity run, Plan plan, string runId, IRunObserver? next) => (_run, _plan, _runId, _next) = (run, plan, runId, next);

    /// <summary>The trace of a run; also how somebody who knows the run finds it.</summary>
    public static ActivityTraceId IdOf(string runId) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(runId)).AsSpan(0, 16));

    /// <returns>Null where nobody listens: then nothing is made and nothing is paid.</returns>
    internal static RunTrace? Begin(Plan plan, RunHeader header, bool isNew, long epoch, IRunObserver? next)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // No span is above it, but the id of the trace is given: the root of a trace cannot be made otherwise. It must not become
        // the caller's current one, or spans of a server that go on beside it would be taken for parts of the run.
        var current = Activity.Current;
        var root = new ActivityContext(IdOf(header.Id), default, ActivityTraceFlags.Recorded, isRemote: true);
        var operation = OperationNames.Of(plan.Operation);
        var span = Source.StartActivity($"{operation} {plan.Installation}", ActivityKind.Internal, root, RunTags(plan, header, operation, isNew, epoch));
        span?.SetTag("taskrunner.run.continues", header.Continues);
        Activity.Current = current;
        return span is null ? null : new RunTrace(span, plan, header.Id, next);
    }

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        for (var i = 0; i < events.Count; i++)
        {
            Take(events[i], run);
        }

        _next?.OnCommitted(events, run);
    }

    public void Dispose() => _run.Dispose();

    private static IEnumerable<KeyValuePair<string, object?>> RunTags(Plan plan, RunHeader header, string operation, bool isNew, long epoch) =>
    [
        new("cicd.pipeline.name", plan.Installation),
        new("cicd.pipeline.run.id", header.Id),
        new("cicd.pipeline.action.name", "RUN"),
        new("taskrunner.operation", operation),
        new("taskrunner.package.name", plan.Package.Name),
        new("taskrunner.package.version", plan.Package.Version),
        new("taskrunner.package.digest", plan.Package.Digest),
        new("taskrunner.run.resumed", !isNew),
        new("taskrunner.run.epoch", epoch),
    ];

    private void Take(RunEvent happened, RunState run)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                _begun[e.Task] = e.At;
                break;
            case RunEvent.AttemptAdopted e:
                _begun[e.Task] = run[e.Task].StartedAt ?? e.Begun ?? e.At;
                _run.AddEvent(new ActivityEvent("taskrunner.attempt.adopted", e.At, new ActivityTagsCollection { ["cicd.pipeline.task.run.id"] = IdOf(e.Task, e.Attempt) }));
                break;
            case RunEvent.AttemptNotReleased e:
                _begun.Remove(e.Task); // nothing of it ever was
                break;
            case RunEvent.AttemptSettled e:
                Tell(run, e.Task, e.Attempt, e.At, AttemptResult.Of(e.Outcome));
                break;
            case RunEvent.ProbeSettled e:
                Tell(run, e.Task, e.Attempt, e.At, AttemptResult.Of(e.Outcome));
                break;
            case RunEvent.AttemptLost e:
                Tell(run, e.Task, e.Attempt, e.At, AttemptResult.Lost);
                break;
            case RunEvent.RunSettled e:
                End(e.Status);
                break;
            case RunEvent.RunHalted e:
                End(e.Status);
                break;
        }
    }

    private void Tell(RunState run, int task, int attempt, DateTimeOffset end, AttemptResult result)
    {
        // An attempt that an earlier runner began was not seen to begin.
        var begun = _begun.Remove(task, out var at) ? at : run[task].StartedAt ?? end;
        var current = Activity.Current;
        var planned = _plan.Tasks[task];
        using (var span = Source.StartActivity(planned.Name, ActivityKind.Internal, _run.Context, startTime: begun))
        {
            span?.SetTag("cicd.pipeline.task.name", planned.Name)
                .SetTag("cicd.pipeline.task.run.id", IdOf(task, attempt))
                .SetTag("cicd.pipeline.task.type", "deploy")
                .SetTag("cicd.pipeline.task.run.result", result.Word)
                .SetTag("taskrunner.task.type", planned.Type)
                .SetTag("taskrunner.task.verb", planned.Verb.ToString().ToLowerInvariant())
                .SetTag("taskrunner.attempt", attempt)
                .SetTag("error.type", result.Error)
                .SetStatus(result.Error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error)
                .SetEndTime((end < begun ? begun : end).UtcDateTime);
        }

        Activity.Current = current;
    }

    private void End(RunStatus status)
    {
        var (result, error) = status switch
        {
            RunStatus.Succeeded => ("success", null),
            RunStatus.Cancelled => ("cancellation", null),
            RunStatus.NeedsDecision => ("error", "needs-decision"),
            RunStatus.RollbackFailed => ("error", "rollback-failed"),
            _ => ("failure", (string?)status.ToWord()),
        };
        _run.SetTag("cicd.pipeline.result", result).SetTag("error.type", error)
            .SetStatus(error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
    }

    private string IdOf(int task, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{_runId}/{_plan.Tasks[task].Name}/{attempt}");
}

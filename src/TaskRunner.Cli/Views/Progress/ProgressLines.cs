using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.TaskTypes;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>Turns the events of a run into lines for people. Remembers what each open attempt calls and when it began.</summary>
internal sealed class ProgressLines(Session session, ImmutableArray<string> names)
{
    private readonly Dictionary<int, RunEvent.AttemptIntended> _open = [];
    private readonly Dictionary<int, LocalizableString> _unknown = [];

    /// <summary>The line of an event, or null where there is nothing to tell.</summary>
    public ProgressLine? Of(RunEvent happened) => happened switch
    {
        RunEvent.AttemptIntended e => Begin(e),
        RunEvent.AttemptSettled e => Settle(e),
        RunEvent.ProbeSettled e => Line(e.Task, e.At, Probed(e.Outcome)),
        RunEvent.AttemptLost e => Line(e.Task, e.At, ("progress-lost", [], Tone.Doubt)),
        RunEvent.AttemptAdopted e => Adopt(e),
        RunEvent.AttemptNotReleased e => Line(e.Task, e.At, ("progress-not-released", [], Tone.Quiet)),
        RunEvent.TaskSkipped e => Line(e.Task, e.At, ("progress-skipped", [Reason(e.Reason)], Tone.Quiet)),
        RunEvent.TaskReused e => Line(e.Task, e.At, ("progress-reused", [e.SourceRun], Tone.Quiet)),
        RunEvent.TaskSupplied e => Line(e.Task, e.At, ("progress-supplied", [], Tone.Good)),
        RunEvent.TaskBlocked e => Line(e.Task, e.At, ("progress-blocked", [Names(e.Causes)], Tone.Quiet)),
        RunEvent.TaskHeld e => Line(e.Task, e.At, ("progress-held", [Reason(e.Reason)], Tone.Doubt)),
        RunEvent.TaskCancelled e => Line(e.Task, e.At, ("progress-cancelled", [], Tone.Quiet)),
        RunEvent.TaskFailed e => Line(e.Task, e.At, ("progress-failed", [e.Failure.Message], Tone.Bad)),
        RunEvent.TaskKept e => Line(e.Task, e.At, ("progress-kept", [], Tone.Quiet)),
        RunEvent.TaskLeftUnknown e when e.Evidence.Equals(_unknown.GetValueOrDefault(e.Task)) => null, // its attempt said it already
        RunEvent.TaskLeftUnknown e => Line(e.Task, e.At, ("progress-unknown", [e.Evidence], Tone.Doubt)),
        RunEvent.DecisionRecorded e => Line(e.Task, e.At, ("progress-decided", [e.By, session.Text($"decision-{e.Decision.ToString().ToLowerInvariant()}"), e.Reason], Tone.Doubt)),
        RunEvent.RollbackBlocked e => Line(e.Task, e.At, ("progress-rollback-blocked", [Names(e.Causes)], Tone.Bad)),
        RunEvent.RollbackPlanned e => new ProgressLine(e.At, null, session.Count("progress-rollback", e.Tasks.Length), Tone.Undo),
        RunEvent.StopRequested { Reason: StopReason.Interrupted } => null, // who pressed Ctrl-C was told at once
        RunEvent.StopRequested e => new ProgressLine(e.At, null, session.Text(StopKey(e), e.By ?? "?"), Tone.Doubt),
        _ => null,
    };

    private ProgressLine Begin(RunEvent.AttemptIntended e)
    {
        _open[e.Task] = e;
        var key = e.Kind switch
        {
            AttemptKind.Rollback => "progress-rolling-back",
            AttemptKind.Probe => "progress-probing",
            AttemptKind.Uninstall => "progress-uninstalling",
            _ => e.Attempt > 1 ? "progress-started-again" : "progress-started",
        };
        return Line(e.Task, e.At, (key, [Count(e.Attempt)], Tone.Start));
    }

    private ProgressLine Adopt(RunEvent.AttemptAdopted e)
    {
        _open[e.Task] = new RunEvent.AttemptIntended(e.Task, e.Attempt, e.Kind, null, null, e.Begun ?? e.At);
        return Line(e.Task, e.At, ("progress-adopted", [e.Evidence], Tone.Start));
    }

    private ProgressLine Settle(RunEvent.AttemptSettled e)
    {
        _open.Remove(e.Task, out var begun);
        if (e.Outcome is TaskOutcome.Unknown unknown)
        {
            _unknown[e.Task] = unknown.Evidence;
        }

        var took = Durations.Of(begun?.At, e.At);
        return Line(e.Task, e.At, e.Outcome switch
        {
            TaskOutcome.Succeeded when begun?.Kind == AttemptKind.Rollback => ("progress-rolled-back", [took], Tone.Undo),
            TaskOutcome.Succeeded when begun?.Kind == AttemptKind.Uninstall => ("progress-uninstalled", [took], Tone.Good),
            TaskOutcome.Succeeded => ("progress-succeeded", [took], Tone.Good),
            TaskOutcome.Failed f when e.RetryAt is { } at => ("progress-retry", [f.Failure.Message, Durations.Of(at - e.At)], Tone.Doubt),
            TaskOutcome.Failed f when begun?.Kind == AttemptKind.Rollback => ("progress-rollback-failed", [f.Failure.Message], Tone.Bad),
            TaskOutcome.Failed f => ("progress-failed", [f.Failure.Message], Tone.Bad),
            TaskOutcome.Unknown u => ("progress-unknown", [u.Evidence], Tone.Doubt),
            _ => ("progress-cancelled", [], Tone.Quiet),
        });
    }

    private static (string, LocalizableString[], Tone) Probed(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Done => ("progress-probe-done", [], Tone.Good),
        ProbeOutcome.NotDone => ("progress-probe-not-done", [], Tone.Quiet),
        ProbeOutcome.CannotTell c => ("progress-probe-cannot-tell", [c.Evidence], Tone.Doubt),
        _ => throw new InvalidOperationException("a probe has three answers; this is a bug"),
    };

    private static string StopKey(RunEvent.StopRequested e) => e.Stage == StopStage.Killed ? "progress-stop-killed"
        : e.Reason == StopReason.Timeout ? "progress-stop-timeout" : "progress-stop-asked";

    private ProgressLine Line(int task, DateTimeOffset at, (string Key, LocalizableString[] Arguments, Tone Tone) text) =>
        new(at, names[task], session.Text(LocalizableString.Of(text.Key, text.Arguments)), text.Tone);

    private string Reason(PlanReason reason) => session.Text(reason.Code, reason.Arguments.AsSpan());

    private string Names(IEnumerable<int> tasks) => string.Join(", ", tasks.Select(t => names[t]));

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

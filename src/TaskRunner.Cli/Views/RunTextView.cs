using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>A run for people: how it ended, the root cause first, what became of the rest, and the command that goes on from here.</summary>
internal sealed class RunTextView(Session session)
{
    private const int MostNames = 12;

    private bool _isSeparate;

    /// <summary>The tasks that failed and stayed so, the first failure first: it may be the cause of the others.</summary>
    public static IEnumerable<TaskReport> Failed(RunReport run) =>
        run.Tasks.Where(t => t.Failure is not null && t.State is not "succeeded").OrderBy(t => t.FinishedAt ?? DateTimeOffset.MaxValue);

    public void Show(RunReport run, IReadOnlyDictionary<string, IReadOnlyList<string>> excerpts)
    {
        var isTimeout = run is { IsInterrupted: true, Stopped: StopReason.Timeout };
        Line("run-title-" + (isTimeout ? "timeout" : run.StateWord), Operation(run), run.Installation, run.Package.Version, Took(run), run.RunId);
        foreach (var task in Failed(run))
        {
            Failure(run, task, excerpts.GetValueOrDefault(task.Name, []));
        }

        RollbackFailures(run);
        Unknowns(run);
        _isSeparate = run.Tasks.All(t => t is { Failure: null, NeedsDecision: false, State: not "unknown" });
        Group("run-rolled-back", run.Tasks.Where(t => t.State == "rolled-back").Select(t => t.Name));
        Group("run-kept", run.Tasks.Where(t => t.State == "kept").Select(t => t.Name).Concat(run.Kept.Select(k => k.Name)));
        Group("run-blocked", run.Tasks.Where(t => t.State == "blocked").Select(t => t.Name));
        Group("run-left", Left(run));
        foreach (var output in run.Outputs.Entries)
        {
            session.Out.WriteLine($"  {output.Key}: {(output.Value is StringValue text ? text.Text : JsonWriter.ToText(output.Value))}");
        }

        NextCommand(run);
    }

    /// <summary>Every task with its state: what <c>status</c> shows before the end is told.</summary>
    public void Tasks(StatusReport status)
    {
        if (status.Held is { IsLive: true } held)
        {
            var (holder, epoch) = (held.Lease.Holder, held.Lease.Epoch.ToString(CultureInfo.InvariantCulture));
            var key = held.Since is null ? "status-held-elsewhere" : "status-held";
            Line(key, holder.Pid.ToString(CultureInfo.InvariantCulture), holder.Host, Durations.Moment(held.Since ?? held.RenewedAt), epoch);
        }

        foreach (var unlock in status.Unlocks)
        {
            var holder = unlock.Lease.Holder;
            Line("status-unlocked", unlock.By, holder.Pid.ToString(CultureInfo.InvariantCulture), holder.Host, Durations.Moment(unlock.At), unlock.Reason);
        }

        var columns = new Columns(session.Out);
        columns.Add([.. session.Headings("task", "state", "attempts", "took"), ""]);
        foreach (var t in status.Run.Tasks)
        {
            columns.Add(
                t.Name,
                session.Text($"state-{t.State}"),
                t.Attempts.ToString(CultureInfo.InvariantCulture),
                Durations.Of(t.StartedAt, t.FinishedAt) is { Length: > 0 } took ? took : "-",
                Why(t));
        }

        columns.Write();
        session.Out.WriteLine();
    }

    private string Why(TaskReport task) => task switch
    {
        { Failure: { } failure } => session.Text(failure.Message),
        { Evidence: { } evidence } => session.Text(evidence),
        { Reason: { } reason } => session.Text(reason.Code, reason.Arguments.AsSpan()),
        { BlockedBy: { IsEmpty: false } by } => session.Text("progress-blocked", string.Join(", ", by)),
        { Mode: { } mode } => session.Text("status-mode", mode),
        _ => "",
    };

    private void Failure(RunReport run, TaskReport task, IReadOnlyList<string> excerpt)
    {
        session.Out.WriteLine();
        session.Out.WriteLine($"✗ {task.Name}: {session.Text(task.Failure!.Message)}");
        if (excerpt.Count > 1)
        {
            foreach (var line in excerpt)
            {
                session.Out.WriteLine($"    | {line}");
            }
        }

        if (task.FailedAttempt > 0)
        {
            Line("run-see-log", run.RunId, Quoted(task.Name));
        }
    }

    private void RollbackFailures(RunReport run)
    {
        foreach (var task in run.Tasks.Where(t => t.RollbackFailure is not null && t.State == "rollback-failed"))
        {
            session.Out.WriteLine();
            session.Out.WriteLine($"✗ {session.Text("run-rollback-of", task.Name, session.Text(task.RollbackFailure!.Message))}");
            Line("run-see-log", run.RunId, Quoted(task.Name));
        }
    }

    private void Unknowns(RunReport run)
    {
        foreach (var task in run.Tasks.Where(t => t.NeedsDecision || t.State == "unknown"))
        {
            session.Out.WriteLine();
            session.Out.WriteLine($"? {task.Name}: {Why(task)}");
            if (!run.Status.IsSettled())
            {
                Line("run-resolve", run.RunId, Quoted(task.Name));
            }
        }
    }

    /// <summary>What an interrupted or cancelled run did not come to.</summary>
    private static IEnumerable<string> Left(RunReport run) => run.IsInterrupted || run.Status == RunStatus.Cancelled
        ? run.Tasks.Where(t => t.State is "pending" or "intended" or "running" or "cancelled").Select(t => t.Name)
        : [];

    private void Group(string key, IEnumerable<string> tasks)
    {
        var names = tasks.ToList();
        if (names.Count == 0)
        {
            return;
        }

        if (!_isSeparate)
        {
            session.Out.WriteLine();
            _isSeparate = true;
        }

        var shown = string.Join(", ", names.Take(MostNames));
        Line(key, names.Count > MostNames ? session.Text("run-and-more", shown, (names.Count - MostNames).ToString(CultureInfo.InvariantCulture)) : shown);
    }

    private void NextCommand(RunReport run)
    {
        var key = run switch
        {
            { IsInterrupted: true } => "run-next-resume",
            { Status: RunStatus.NeedsDecision } => run.Tasks.Any(t => t.NeedsDecision || t.State == "unknown") ? "run-next-decide" : "run-next-resume",
            { Status: RunStatus.RollbackFailed } => "run-next-rollback",
            { Status: RunStatus.Cancelled, Operation: not (Model.OperationKind.Rollback or Model.OperationKind.Uninstall) } => "run-next-cancelled",
            { Status: RunStatus.Failed or RunStatus.RolledBack or RunStatus.Cancelled } => run.Operation switch
            {
                Model.OperationKind.Rollback => "run-next-again-rollback",
                Model.OperationKind.Uninstall => "run-next-again-uninstall",
                _ => "run-next-retry",
            },
            _ => null,
        };
        if (key is not null)
        {
            session.Out.WriteLine();
            Line(key, run.Installation, run.RunId);
        }
    }

    /// <summary>Ready for a shell: a key of <c>forEach</c> may hold anything.</summary>
    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or '.' or '_') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string Operation(RunReport run) => session.Text($"operation-{run.Operation.ToString().ToLower(CultureInfo.InvariantCulture)}");

    private static string Took(RunReport run) => Durations.Of(run.StartedAt, run.FinishedAt);

    private void Line(string key, params ReadOnlySpan<string> arguments) => session.Out.WriteLine(session.Text(key, arguments));
}

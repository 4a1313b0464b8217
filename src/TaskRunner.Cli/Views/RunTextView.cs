using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>A run for people: how it ended, the root cause first, what became of the rest, and the command that goes on from here.</summary>
internal sealed class RunTextView(Session session)
{
    public void Show(RunReport run)
    {
        Write("run-title-" + run.StateWord, Operation(run), run.Installation, run.Package.Version, Took(run), run.RunId);
        Failures(run);
        Unknowns(run);
        Group(run, "run-blocked", t => t.State == "blocked");
        Group(run, "run-rolled-back", t => t.State == "rolled-back");
        Group(run, "run-kept", t => t.State == "kept");
        foreach (var output in run.Outputs.Entries)
        {
            session.Out.WriteLine($"  {output.Key}: {(output.Value is StringValue text ? text.Text : JsonWriter.ToText(output.Value))}");
        }

        NextCommand(run);
    }

    /// <summary>Every task with its state: what <c>status</c> shows before the end is told.</summary>
    public void Tasks(RunReport run)
    {
        var columns = new Columns(session.Out);
        columns.Add("TASK", "STATE", "ATTEMPTS", "TOOK", "");
        foreach (var t in run.Tasks)
        {
            columns.Add(t.Name, t.State, t.Attempts.ToString(CultureInfo.InvariantCulture), Durations.Of(t.StartedAt, t.FinishedAt), Why(t));
        }

        columns.Write();
        session.Out.WriteLine();
    }

    private string Why(TaskReport task) => task switch
    {
        { Failure: { } failure } => failure.Message,
        { Evidence: { } evidence } => evidence,
        { Reason: { } reason } => session.Text(reason.Code, reason.Arguments.AsSpan()),
        { BlockedBy: { IsEmpty: false } by } => session.Text("progress-blocked", string.Join(", ", by)),
        _ => "",
    };

    private void Failures(RunReport run)
    {
        foreach (var task in run.Tasks.Where(t => t.Failure is not null && t.State is not "succeeded"))
        {
            session.Out.WriteLine($"  ✗ {task.Name}: {task.Failure!.Message}");
            Write("run-see-log", run.RunId, task.Name);
        }

        foreach (var task in run.Tasks.Where(t => t.RollbackFailure is not null))
        {
            session.Out.WriteLine($"  ✗ {session.Text("run-rollback-of", task.Name, task.RollbackFailure!.Message)}");
        }
    }

    private void Unknowns(RunReport run)
    {
        foreach (var task in run.Tasks.Where(t => t.NeedsDecision || t.State == "unknown"))
        {
            session.Out.WriteLine($"  ? {task.Name}: {Why(task)}");
            Write("run-resolve", run.RunId, task.Name);
        }
    }

    private void Group(RunReport run, string key, Func<TaskReport, bool> belongs)
    {
        var names = run.Tasks.Where(belongs).Select(t => t.Name).ToList();
        if (names.Count > 0)
        {
            Write(key, string.Join(", ", names));
        }
    }

    private void NextCommand(RunReport run)
    {
        var key = run switch
        {
            { IsInterrupted: true } => "run-next-resume",
            { Status: RunStatus.NeedsDecision } => "run-next-decide",
            { Status: RunStatus.RollbackFailed } => "run-next-rollback",
            { Status: RunStatus.Failed or RunStatus.RolledBack or RunStatus.Cancelled } => "run-next-retry",
            _ => null,
        };
        if (key is not null)
        {
            Write(key, run.Installation, run.RunId);
        }
    }

    private string Operation(RunReport run) => session.Text($"operation-{run.Operation.ToString().ToLower(CultureInfo.InvariantCulture)}");

    private static string Took(RunReport run) => Durations.Of(run.StartedAt, run.FinishedAt);

    private void Write(string key, params ReadOnlySpan<string> arguments) => session.Out.WriteLine(session.Text(key, arguments));
}

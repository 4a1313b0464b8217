using System.Globalization;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Plans;
using TaskRunner.Planning;
using TaskRunner.Services;

namespace TaskRunner.Cli.Views;

/// <summary>Results for people.</summary>
internal sealed class TextView(Session session) : IResultView
{
    public void Show(PlanResult plan)
    {
        session.Out.WriteLine(Title(plan));
        var columns = new Columns(session.Out);
        foreach (var task in plan.Plan.Tasks)
        {
            var mode = task.Mode is { } m ? session.Text("plan-mode", m) : "";
            columns.Add(Action(task), task.Name, Reason(task.Reason) + mode);
        }

        foreach (var kept in plan.Plan.Kept)
        {
            columns.Add(Action(PlanAction.Kept), kept.Name, Reason(kept.Reason));
        }

        columns.Write("  ");
        new PreviewView(session).Show(plan);
        session.Out.WriteLine(Summary(plan));
    }

    public void Show(IReadOnlyList<InstallationSummary> installations)
    {
        if (installations.Count == 0)
        {
            session.Out.WriteLine(session.Text("list-empty"));
            return;
        }

        var columns = new Columns(session.Out);
        columns.Add(session.Headings("installation", "package", "version", "state", "last-run"));
        foreach (var i in installations)
        {
            columns.Add(i.Installation, i.Package?.Name ?? i.Last?.Package.Name ?? "-", i.Package?.Version ?? "-", State(i), i.Last?.Id ?? "-");
        }

        columns.Write();
    }

    public void Show(IReadOnlyList<RunSummary> history)
    {
        var columns = new Columns(session.Out);
        columns.Add(session.Headings("revision", "operation", "version", "state", "started", "took", "run"));
        foreach (var r in history)
        {
            columns.Add(
                r.Revision?.ToString(CultureInfo.InvariantCulture) ?? "-",
                session.Text($"operation-{Word(r.Operation)}"),
                r.FromVersion is { } from && from != r.Package.Version ? $"{from} → {r.Package.Version}" : r.Package.Version,
                session.Text($"state-{r.State}"),
                Durations.Moment(r.StartedAt),
                Durations.Of(r.StartedAt, r.FinishedAt),
                r.Id);
        }

        columns.Write();
    }

    public void Show(IReadOnlyList<ServiceRecord> services)
    {
        if (services.Count == 0)
        {
            session.Out.WriteLine(session.Text("services-empty"));
            return;
        }

        var columns = new Columns(session.Out);
        columns.Add(session.Headings("service", "type", "version", "state", "installation", "seen"));
        foreach (var s in services)
        {
            columns.Add(s.Name, s.Type, s.Version ?? "-", session.Text($"service-{Word(s.State)}"), s.Installation, Durations.Moment(s.UpdatedAt));
        }

        columns.Write();
    }

    private string Action(PlannedTask task) => (task.Action, task.Verb) switch
    {
        (PlanAction.Run, TaskVerb.Rollback) => session.Text("action-undo"),
        (PlanAction.Run, TaskVerb.Uninstall) => session.Text("action-remove"),
        _ => Action(task.Action),
    };

    private string Action(PlanAction action) => session.Text($"action-{PlanDocument.ActionWord(action)}");

    private string State(InstallationSummary i)
    {
        if (i.Last is not { } last)
        {
            return "-";
        }

        var isPart = last is { State: "succeeded", Revision: null, Operation: not (OperationKind.Rollback or OperationKind.Uninstall) };
        var state = session.Text(isPart ? "state-unfinished" : $"state-{last.State}"); // retry --only did what it was asked for
        var operation = session.Text($"operation-{Word(last.Operation)}");
        return (last.State, last.Operation) switch
        {
            ("succeeded", OperationKind.Uninstall) => session.Text("state-uninstalled"),
            ("succeeded", not OperationKind.Rollback) when !isPart => state,
            _ when last.Package.Version == i.Package?.Version || i.Package is null || last.Operation == OperationKind.Rollback =>
                session.Text("list-state", operation, state),
            _ => session.Text("list-state-version", operation, last.Package.Version, state),
        };
    }

    private string Title(PlanResult plan)
    {
        var p = plan.Plan;
        var versions = p.FromVersion is { } from && plan.ToVersion is not null && from != plan.ToVersion ? $"{from} → {plan.ToVersion}" : plan.ToVersion ?? p.FromVersion ?? "";
        return session.Text("plan-title", session.Text($"operation-{Word(p.Operation)}"), p.Installation, $"{p.Package.Name} {versions}");
    }

    private string Summary(PlanResult plan)
    {
        var counts = plan.Plan.Tasks.Select(t => t.Action).Concat(plan.Plan.Kept.Select(_ => PlanAction.Kept)).GroupBy(a => a).OrderBy(g => g.Key)
            .Select(g => session.Text($"plan-count-{PlanDocument.ActionWord(g.Key)}", g.Count().ToString(CultureInfo.InvariantCulture)));
        return session.Text(plan.HasChanges ? "plan-summary" : "plan-nothing", string.Join(session.Text("separator"), counts));
    }

    private string Reason(PlanReason reason) => session.Text(reason.Code, reason.Arguments.AsSpan());

    private static string Word(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}

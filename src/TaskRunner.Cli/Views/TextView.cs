using System.Globalization;
using TaskRunner.Operations;
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
            columns.Add(PlanDocument.ActionWord(task.Action), task.Name, Reason(task.Reason) + mode);
        }

        foreach (var kept in plan.Plan.Kept)
        {
            columns.Add("kept", kept.Name, Reason(kept.Reason));
        }

        columns.Write("  ");
        session.Out.WriteLine(Summary(plan));
    }

    public void Show(RunReport run) => new RunTextView(session).Show(run);

    public void Show(IReadOnlyList<InstallationSummary> installations)
    {
        if (installations.Count == 0)
        {
            session.Out.WriteLine(session.Text("list-empty"));
            return;
        }

        var columns = new Columns(session.Out);
        columns.Add("INSTALLATION", "PACKAGE", "VERSION", "STATE", "LAST RUN");
        foreach (var i in installations)
        {
            columns.Add(i.Installation, i.Package?.Name ?? i.Last?.Package.Name ?? "-", i.Package?.Version ?? "-", State(i), i.Last?.Id ?? "-");
        }

        columns.Write();
    }

    public void Show(IReadOnlyList<RunSummary> history)
    {
        var columns = new Columns(session.Out);
        columns.Add("REV", "OPERATION", "VERSION", "STATE", "STARTED", "TOOK", "RUN");
        foreach (var r in history)
        {
            columns.Add(
                r.Revision?.ToString(CultureInfo.InvariantCulture) ?? "-",
                Word(r.Operation),
                r.FromVersion is { } from && from != r.Package.Version ? $"{from} -> {r.Package.Version}" : r.Package.Version,
                r.State,
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
        columns.Add("SERVICE", "TYPE", "VERSION", "STATE", "INSTALLATION", "SEEN");
        foreach (var s in services)
        {
            columns.Add(s.Name, s.Type, s.Version ?? "-", Word(s.State), s.Installation, Durations.Moment(s.UpdatedAt));
        }

        columns.Write();
    }

    private static string State(InstallationSummary i)
    {
        if (i.Last is not { } last)
        {
            return "-";
        }

        var other = last.Package.Version != i.Package?.Version;
        return last.State == "succeeded" ? "succeeded" : $"{Word(last.Operation)}{(other ? $" to {last.Package.Version}" : "")} {last.State}";
    }

    private string Title(PlanResult plan)
    {
        var p = plan.Plan;
        var versions = p.FromVersion is { } from && from != plan.ToVersion ? $"{from} -> {plan.ToVersion}" : plan.ToVersion ?? p.FromVersion ?? "";
        return session.Text("plan-title", session.Text($"operation-{Word(p.Operation)}"), p.Installation, $"{p.Package.Name} {versions}");
    }

    private string Summary(PlanResult plan)
    {
        var counts = plan.Plan.Tasks.GroupBy(t => t.Action).OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} {PlanDocument.ActionWord(g.Key)}");
        return session.Text(plan.HasChanges ? "plan-summary" : "plan-nothing", string.Join(", ", counts));
    }

    private string Reason(PlanReason reason) => session.Text(reason.Code, reason.Arguments.AsSpan());

    private static string Word(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace TaskRunner.Cli.Drill;

/// <summary>Findings in the reader's words.</summary>
internal sealed class DrillWords(Session session)
{
    private const int MostPlaces = 3;

    public string What(Finding f)
    {
        var task = f.Task ?? "";
        return f.Kind switch
        {
            FindingKind.Fails => session.Text("drill-fails", task, Detail(f)),
            FindingKind.Unsteady => session.Text("drill-unsteady", task, State(f.Expected), State(f.Actual)),
            FindingKind.NotIdempotent => session.Text("drill-not-idempotent", task, Then(f)),
            FindingKind.NotUndone => session.Text("drill-not-undone", task, Then(f)),
            FindingKind.NotRolledBack => session.Text("drill-not-rolled-back", task, Then(f)),
            FindingKind.OtherEnd => f.Task is null ? session.Text("drill-other-run", Then(f)) : session.Text("drill-other-end", task, Then(f)),
            FindingKind.File => session.Text(f switch { { Expected: "-" } => "drill-file-new", { Actual: "-" } => "drill-file-missing", _ => "drill-file-other" }, f.What!),
            FindingKind.Twice => session.Text("drill-twice", task),
            FindingKind.Stuck => session.Text("drill-stuck", session.Text(f.Message ?? "")),
            FindingKind.Uninstall => session.Text("drill-uninstall", task, Detail(f)),
            _ => session.Text("drill-asks", task),
        };
    }

    /// <summary>What to do about it, or null.</summary>
    public string? Help(FindingKind kind) => kind switch
    {
        FindingKind.NotIdempotent => session.Text("drill-help-idempotent"),
        FindingKind.NotUndone => session.Text("drill-help-undone"),
        FindingKind.NotRolledBack => session.Text("drill-help-rollback"),
        FindingKind.OtherEnd => session.Text("drill-help-end"),
        FindingKind.Asks => session.Text("drill-help-asks"),
        FindingKind.Unsteady => session.Text("drill-help-unsteady"),
        _ => null,
    };

    public string Places(Finding finding, IReadOnlyList<string> tasks)
    {
        var shown = string.Join("; ", finding.Places.Take(MostPlaces).Select(p => Place(p, tasks)));
        return finding.Places.Length > MostPlaces
            ? session.Text("drill-more", shown, (finding.Places.Length - MostPlaces).ToString(CultureInfo.InvariantCulture))
            : shown;
    }

    public string Place(Trial? trial, IReadOnlyList<string> tasks) => trial is null
        ? session.Text("drill-place-repeat")
        : session.Text($"drill-place-{(trial.IsUndo ? "undo-" : "")}{Word(trial.Way)}", trial.Point.Number.ToString(CultureInfo.InvariantCulture), trial.Point.Describe(tasks));

    public static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private string Then(Finding f) => f.What is { } output
        ? session.Text("drill-then-output", output, f.Actual, f.Expected)
        : f.Message is { IsEmpty: false } message
            ? session.Text("drill-then-failed", State(f.Actual), session.Text(message))
            : session.Text("drill-then-state", State(f.Actual), State(f.Expected));

    private string Detail(Finding f) => f.Message is { } message ? session.Text(message) : State(f.Actual);

    private string State(string word) => session.Text($"state-{word}");
}

using System.Globalization;
using TaskRunner.Cli.Drill;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>What a drill found, for people and for scripts.</summary>
internal sealed class DrillView(Session session)
{
    private const int MostFiles = 5;

    private readonly DrillWords _words = new(session);

    public void Show(DrillReport report)
    {
        session.Out.WriteLine(session.Text(
            report.IsStubbed ? "drill-title-stub" : "drill-title",
            report.Package.Name, report.Package.Version, session.Count("drill-crashes", report.Apply.Crashes.Values.Sum() + (report.Undo?.Crashes.Values.Sum() ?? 0)), Durations.Of(report.Took)));
        Counts(report);
        foreach (var finding in report.Findings)
        {
            Finding("✗", finding, report);
        }

        foreach (var ask in report.Asks)
        {
            Finding("?", ask, report);
        }

        foreach (var file in report.Files.Take(MostFiles))
        {
            Line("- " + _words.What(file));
            Line("    " + session.Text("drill-seen", _words.Places(file, report.Tasks)));
        }

        if (report.Files.Length > MostFiles)
        {
            Line("- " + session.Text("drill-more-files", Number(report.Files.Length - MostFiles)));
        }

        if (!report.Volatile.IsEmpty)
        {
            Line("- " + session.Text("drill-volatile", string.Join(session.Text("separator"), report.Volatile.Select(v => v.Task.Length == 0 ? v.Path : $"{v.Task}.{v.Path}"))));
        }

        Line(report.IsClean
            ? session.Text(report.Asks.IsEmpty ? "drill-clean" : "drill-clean-asks")
            : session.Count("drill-findings", report.Findings.Length));
    }

    public void ShowJson(DrillReport report) => new JsonView(session).Write(MapValue.Of(
        ("package", MapValue.Of(("name", Value.From(report.Package.Name)), ("version", Value.From(report.Package.Version)), ("digest", Value.From(report.Package.Digest)))),
        ("stub", Value.From(report.IsStubbed)),
        ("clean", Value.From(report.IsClean)),
        ("operation", Value.From(report.IsUpgrade ? "upgrade" : "install")),
        ("commits", Value.From(report.Apply.Commits)),
        ("crashes", Of(report.Apply)),
        ("rollback", report.Undo is { } undo ? MapValue.Of(("commits", Value.From(undo.Commits)), ("crashes", Of(undo))) : Value.Null),
        ("repeated", new ListValue([.. report.Repeated.Select(Value.From)])),
        ("findings", List(report.Findings, report)),
        ("asks", List(report.Asks, report)),
        ("files", List(report.Files, report)),
        ("notCompared", new ListValue([.. report.Volatile.Select(v => (Value)MapValue.Of(("task", Value.From(v.Task.Length == 0 ? null : v.Task)), ("output", Value.From(v.Path))))])),
        ("seconds", new NumberValue(Math.Round(report.Took.TotalSeconds, 1)))));

    private void Counts(DrillReport report)
    {
        Counts(report.Apply);
        if (report.Undo is { } undo)
        {
            Line("  " + session.Text("drill-of-undo"));
            Counts(undo);
        }

        if (!report.Repeated.IsEmpty)
        {
            Line("  " + session.Text("drill-repeated", string.Join(session.Text("separator"), report.Repeated)));
        }
    }

    private void Counts(StoryCount count)
    {
        foreach (var (way, number) in count.Crashes)
        {
            Line("  " + session.Text($"drill-way-{DrillWords.Word(way)}", Number(number)));
        }

        if (count.NotReached > 0)
        {
            Line("  " + session.Text("drill-not-reached", Number(count.NotReached)));
        }

        if (count.Tried < count.Possible)
        {
            Line("  " + session.Text("drill-sampled", Number(count.Tried), Number(count.Possible)));
        }
    }

    private static MapValue Of(StoryCount count) => MapValue.Of(
        ("possible", Value.From(count.Possible)),
        ("before", Value.From(count.Crashes.GetValueOrDefault(CrashWay.Before))),
        ("after", Value.From(count.Crashes.GetValueOrDefault(CrashWay.After))),
        ("lost", Value.From(count.Crashes.GetValueOrDefault(CrashWay.Lost))),
        ("notReached", Value.From(count.NotReached)));

    private void Finding(string glyph, Finding finding, DrillReport report)
    {
        Line($"{glyph} {_words.What(finding)}");
        if (!finding.Places.IsEmpty)
        {
            Line("    " + session.Text("drill-seen", _words.Places(finding, report.Tasks)));
        }

        if (_words.Help(finding.Kind) is { } help)
        {
            Line("    " + help);
        }
    }

    private ListValue List(IEnumerable<Finding> findings, DrillReport report) => new([.. findings.Select(f => Of(f, report))]);

    private static MapValue Of(Finding finding, DrillReport report) => MapValue.Of(
        ("kind", Value.From(KindWord(finding.Kind))),
        ("task", Value.From(finding.Task)),
        (finding.Kind == FindingKind.File ? "file" : "output", Value.From(finding.What)),
        ("expected", Text(finding.Expected)),
        ("actual", Text(finding.Actual)),
        ("message", Value.From(finding.Message?.ToString())),
        ("places", new ListValue([.. finding.Places.Select(p => Of(p, report.Tasks))])));

    private static Value Text(string text) => Value.From(text.Length == 0 ? null : text);

    private static Value Of(Trial? place, IReadOnlyList<string> tasks) => place is null
        ? MapValue.Of(("crash", Value.From("none")))
        : MapValue.Of(
            ("in", Value.From(place.IsUndo ? "rollback" : "apply")),
            ("crash", Value.From(DrillWords.Word(place.Way))),
            ("commit", Value.From(place.Point.Number)),
            ("holds", Value.From(place.Point.Describe(tasks))));

    private static string KindWord(FindingKind kind) => kind switch
    {
        FindingKind.NotIdempotent => "not-idempotent",
        FindingKind.NotUndone => "not-undone",
        FindingKind.NotRolledBack => "not-rolled-back",
        FindingKind.OtherEnd => "other-end",
        _ => DrillWords.Word(kind),
    };

    private void Line(string text) => session.Out.WriteLine(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using TaskRunner.Configuration;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>A package for somebody who has never seen it: what it is, what it asks, what it does, what it gives.</summary>
internal sealed class PackageView(Session session, PackageManifest manifest, QuestionSet? questions)
{
    private const int DeepestQuestion = 3;

    public void Show()
    {
        var title = manifest.Title.For(session.Texts.Language);
        session.Out.WriteLine(title.Length > 0 ? $"{title} ({manifest.Name} {manifest.Version})" : $"{manifest.Name} {manifest.Version}");
        if (manifest.UpgradeFrom is { } range)
        {
            session.Out.WriteLine(session.Text("show-upgrades", range.Text));
        }

        foreach (var required in manifest.RequiredServices)
        {
            session.Out.WriteLine(session.Text("show-requires", required.Service, required.Range.Text));
        }

        Questions();
        session.Out.WriteLine();
        session.Out.WriteLine(session.Text("show-does"));
        Tasks("  ");
        if (!manifest.Outputs.Entries.IsEmpty)
        {
            session.Out.WriteLine();
            session.Out.WriteLine(session.Text("show-gives", string.Join(", ", manifest.Outputs.Entries.Select(o => o.Key))));
        }
    }

    public void Tasks(string indent = "")
    {
        var columns = new Columns(session.Out);
        columns.Add(session.Headings("task", "type", "policy", "after", "title"));
        foreach (var task in manifest.Tasks)
        {
            columns.Add(task.Name, task.Type, Policy(task), Text(string.Join(", ", Before(task))), task.Title.For(session.Texts.Language));
        }

        columns.Write(indent);
    }

    public ListValue TasksValue() => new([.. manifest.Tasks.Select(t => (Value)MapValue.Of(
        ("name", Value.From(t.Name)),
        ("type", Value.From(t.Type)),
        ("title", Value.From(t.Title.Default)),
        ("rollback", Value.From(t.Policy.Rollback)),
        ("idempotent", Value.From(t.Policy.Idempotent)),
        ("after", Names(Before(t))),
        ("outputs", Names(t.Outputs.Select(o => o.Name))),
        ("modes", Names(t.Modes.Select(m => m.Name)))))]);

    public MapValue ToValue() => MapValue.Of(
        ("name", Value.From(manifest.Name)),
        ("version", Value.From(manifest.Version.ToString())),
        ("title", Value.From(manifest.Title.Default)),
        ("upgradeFrom", Value.From(manifest.UpgradeFrom?.Text)),
        ("requires", new ListValue([.. manifest.RequiredServices.Select(r => (Value)MapValue.Of(
            ("service", Value.From(r.Service)), ("version", Value.From(r.Range.Text))))])),
        ("questions", new ListValue([.. Asked().Select(q => (Value)MapValue.Of(
            ("path", Value.From(q.Path)),
            ("kind", Value.From(KindKey(q))),
            ("title", Value.From(q.Title.Default)),
            ("required", Value.From(q.IsRequired)),
            ("secret", Value.From(q.IsSecret)),
            ("default", q.Default ?? Value.Null)))])),
        ("tasks", TasksValue()),
        ("outputs", Names(manifest.Outputs.Entries.Select(o => o.Key))));

    private void Questions()
    {
        session.Out.WriteLine();
        var asked = Asked().ToList();
        session.Out.WriteLine(session.Text(asked.Count == 0 ? "show-asks-nothing" : "show-asks"));
        var columns = new Columns(session.Out);
        foreach (var question in asked)
        {
            columns.Add(question.Path, session.Text($"kind-{KindKey(question)}"), Need(question), question.Title.For(session.Texts.Language));
        }

        columns.Write("  ");
    }

    private IEnumerable<Question> Asked() => questions is null ? [] : questions.Scopes.SelectMany(s => Flat(s.Root, 0));

    private static IEnumerable<Question> Flat(Question group, int depth) => group.Children.SelectMany(q =>
        q.Kind == QuestionKind.Group && !q.IsSecret && !q.IsRecursive && depth < DeepestQuestion ? Flat(q, depth + 1) : [q]);

    private string Need(Question question) => question switch
    {
        { Generate: not null } => session.Text("show-generated"),
        { IsSecret: true, IsRequired: true } => session.Text("show-required-secret"),
        { IsSecret: true } => session.Text("show-secret"),
        { Default: { } value } => session.Text("show-default", value is StringValue text ? text.Text : JsonWriter.ToText(value)),
        { Global: { } path } => session.Text("show-global", path),
        { IsRequired: true } => session.Text("show-required"),
        _ => session.Text("show-optional"),
    };

    private static string KindKey(Question question) => question.Kind.ToString().ToLowerInvariant();

    private static string Policy(TaskDefinition task)
    {
        var words = new List<string>();
        if (task.Policy.Idempotent)
        {
            words.Add("idempotent");
        }

        if (task.Policy.Rollback)
        {
            words.Add("rollback");
        }

        return Text(string.Join(", ", words));
    }

    private IEnumerable<string> Before(TaskDefinition task) =>
        manifest.Edges.Where(e => e.To.Task == task.Name).Select(e => e.From.Task).Distinct();

    private static string Text(string text) => text.Length == 0 ? "-" : text;

    private static ListValue Names(IEnumerable<string> names) => new([.. names.Select(n => (Value)Value.From(n))]);
}

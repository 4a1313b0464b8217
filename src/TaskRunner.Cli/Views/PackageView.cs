using TaskRunner.Configuration;
using TaskRunner.Configuration.Questions;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>A package for somebody who has never seen it: what it is, what it asks, what it does, what it gives.</summary>
internal sealed class PackageView(Session session, PackageManifest manifest, QuestionSet? questions)
{
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
            columns.Add(task.Name, task.Type, Policy(task), Text(string.Join(", ", PackageDocument.Before(manifest, task))), task.Title.For(session.Texts.Language));
        }

        columns.Write(indent);
    }

    public ListValue TasksValue() => PackageDocument.TasksOf(manifest);

    public MapValue ToValue() => PackageDocument.Of(manifest, questions);

    private void Questions()
    {
        session.Out.WriteLine();
        var asked = PackageDocument.Asked(questions).ToList();
        session.Out.WriteLine(session.Text(asked.Count == 0 ? "show-asks-nothing" : "show-asks"));
        var columns = new Columns(session.Out);
        foreach (var question in asked)
        {
            columns.Add(question.Path, session.Text($"kind-{PackageDocument.KindWord(question)}"), Need(question), question.Title.For(session.Texts.Language));
        }

        columns.Write("  ");
    }

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

    private static string Text(string text) => text.Length == 0 ? "-" : text;
}

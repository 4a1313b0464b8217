using TaskRunner.Configuration;
using TaskRunner.Configuration.Questions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Operations.Packages;

/// <summary>The JSON of a package (<c>show -o json</c>): what it is, asks, does and gives.</summary>
public static class PackageDocument
{
    private const int DeepestQuestion = 3;

    /// <param name="manifest">The package.</param>
    /// <param name="questions">What it asks.</param>
    /// <param name="language">Whose texts; those of a document that scripts read are always the same.</param>
    public static MapValue Of(PackageManifest manifest, QuestionSet? questions, string language = "en") => MapValue.Of(
        ("name", Value.From(manifest.Name)),
        ("version", Value.From(manifest.Version.ToString())),
        ("title", Value.From(manifest.Title.For(language))),
        ("upgradeFrom", Value.From(manifest.UpgradeFrom?.Text)),
        ("requires", new ListValue([.. manifest.RequiredServices.Select(r => (Value)MapValue.Of(
            ("service", Value.From(r.Service)), ("version", Value.From(r.Range.Text))))])),
        ("questions", new ListValue([.. Asked(questions).Select(q => (Value)MapValue.Of(
            ("path", Value.From(q.Path)),
            ("kind", Value.From(KindWord(q))),
            ("title", Value.From(q.Title.For(language))),
            ("required", Value.From(q.IsRequired)),
            ("secret", Value.From(q.IsSecret)),
            ("default", q.Default ?? Value.Null)))])),
        ("tasks", TasksOf(manifest, language)),
        ("outputs", Names(manifest.Outputs.Entries.Select(o => o.Key))));

    public static ListValue TasksOf(PackageManifest manifest, string language = "en") => new([.. manifest.Tasks.Select(t => (Value)MapValue.Of(
        ("name", Value.From(t.Name)),
        ("type", Value.From(t.Type)),
        ("title", Value.From(t.Title.For(language))),
        ("rollback", Value.From(t.Policy.Rollback)),
        ("idempotent", Value.From(t.Policy.Idempotent)),
        ("after", Names(Before(manifest, t))),
        ("outputs", Names(t.Outputs.Select(o => o.Name))),
        ("modes", Names(t.Modes.Select(m => m.Name)))))]);

    /// <summary>The questions of a package in one list, those of groups in their place.</summary>
    public static IEnumerable<Question> Asked(QuestionSet? questions) => questions is null ? [] : questions.Scopes.SelectMany(s => Flat(s.Root, 0));

    public static string KindWord(Question question) => question.Kind.ToString().ToLowerInvariant();

    /// <summary>Names of the tasks directly before a task.</summary>
    public static IEnumerable<string> Before(PackageManifest manifest, TaskDefinition task) =>
        manifest.Edges.Where(e => e.To.Task == task.Name).Select(e => e.From.Task).Distinct();

    private static IEnumerable<Question> Flat(Question group, int depth) => group.Children.SelectMany(q =>
        q.Kind == QuestionKind.Group && !q.IsSecret && !q.IsRecursive && depth < DeepestQuestion ? Flat(q, depth + 1) : [q]);

    private static ListValue Names(IEnumerable<string> names) => new([.. names.Select(n => (Value)Value.From(n))]);
}

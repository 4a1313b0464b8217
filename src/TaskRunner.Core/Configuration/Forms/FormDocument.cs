using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Forms;

/// <summary>
/// A package's questions as JSON for a form. Stable: new keys may be added, none changes its meaning. Secrets are fingerprints.
/// <code>
/// {"package": {"name", "version", "title": {"en", "zh"}},
///  "scopes": [{"name", "pointer", "task", "mode", "title", "schema", "groups": [{"title", "questions": [pointer …]}], "questions": [question …]}],
///  "missing": [{"path", "pointer", "title", "secret", "flag"}], "problems": [{"code", "severity", "pointer", "message"}]}
/// </code>
/// A question is <c>{"name", "path", "pointer", "kind", "title", "description", "required", "asked", "secret", "nullable",
/// "immutable", "deprecated", "generated", "default", "global", "choices", "examples", "group", "order", "widget", "when",
/// "value", "origin", "questions", "alternatives": [{"title", "mark", "taken", "questions"}], "item"}</c>; what does not apply is left out.
/// </summary>
public static class FormDocument
{
    private const int Deepest = 12;

    public static MapValue Of(ResolvedConfiguration configuration)
    {
        var questions = QuestionSet.Of(configuration);
        var origins = configuration.Explained.ToDictionary(e => e.Path, StringComparer.Ordinal);
        var package = questions.Package;
        return MapValue.Of(
            ("package", MapValue.Of(
                ("name", Value.From(package.Name)), ("version", Value.From(package.Version.ToString())), ("title", Text(package.Title)))),
            ("scopes", List(questions.Scopes.Select(s => Scope(s, configuration, origins)))),
            ("missing", List(configuration.Missing.Select(Missing))),
            ("problems", List(configuration.Diagnostics.Where(d => d.Code != "TR3001").Select(Problem))));
    }

    private static MapValue Scope(QuestionScope scope, ResolvedConfiguration configuration, Dictionary<string, ExplainedValue> origins)
    {
        var children = scope.Root.Children;
        var groups = children.GroupBy(q => q.Group).Select(g => (Value)MapValue.Of(
            ("title", Value.From(g.Key)), ("questions", List(g.Select(q => Value.From(PointerOf(scope, q)))))));
        return MapValue.Of(
            ("name", Value.From(scope.Name)),
            ("pointer", Value.From(ScopeName.Pointer(scope.Task))),
            ("task", Value.From(scope.Task)),
            ("mode", Value.From(scope.Mode)),
            ("title", Text(scope.Title)),
            ("schema", Spans.Without(scope.Schema.Root.Document)),
            ("groups", List(groups)),
            ("questions", List(children.Select(q => Question(q, scope, scope.AnswersIn(configuration.Answers), origins, 0)))),
            ("alternatives", Alternatives(scope.Root, scope, scope.AnswersIn(configuration.Answers), origins, 0)));
    }

    private static MapValue Question(Question question, QuestionScope scope, MapValue? answers, Dictionary<string, ExplainedValue> origins, int depth)
    {
        var answer = answers?[question.Name];
        var (isKnown, explained) = (origins.TryGetValue(question.Path, out var found), found);
        var parts = new List<(string, Value?)>
        {
            ("name", Value.From(question.Name)),
            ("path", Value.From(question.Path)),
            ("pointer", Value.From(PointerOf(scope, question))),
            ("kind", Value.From(KindWord(question.Kind))),
            ("title", Text(question.Title)),
            ("description", question.Description.Default.Length == 0 ? null : Text(question.Description)),
            ("required", Value.From(question.IsRequired)),
            ("asked", Value.From(question.IsAsked)),
            ("secret", Flag(question.IsSecret)),
            ("nullable", Flag(question.IsNullable)),
            ("immutable", Flag(question.IsImmutable)),
            ("deprecated", Flag(question.IsDeprecated)),
            ("generated", Flag(question.Generate is not null)),
            ("default", question.Default),
            ("global", question.Global is { } path ? Value.From(path) : null),
            ("choices", question.Choices is { IsEmpty: false } choices && !question.IsSecret ? List(choices) : null),
            ("examples", question.Examples is { IsEmpty: false } examples ? List(examples) : null),
            ("group", question.Group is { } group ? Value.From(group) : null),
            ("order", question.Order is { } order ? Value.From(order) : null),
            ("widget", question.Widget is { } widget ? Value.From(widget) : null),
            ("when", question.Condition is { } condition ? Value.From(condition) : null),
            ("value", isKnown ? explained!.Value : question.Kind == QuestionKind.Group ? null : answer),
            ("origin", isKnown ? Value.From(OriginWord(explained!.Origin)) : null),
        };
        if (depth < Deepest)
        {
            AddParts(parts, question, scope, answer as MapValue, origins, depth + 1);
        }

        return MapValue.Of([.. parts.Where(p => p.Item2 is not null).Select(p => (p.Item1, Spans.Without(p.Item2!)))]);
    }

    private static void AddParts(
        List<(string, Value?)> parts, Question question, QuestionScope scope, MapValue? answer, Dictionary<string, ExplainedValue> origins, int depth)
    {
        if (question.Children is { IsEmpty: false } children)
        {
            parts.Add(("questions", List(children.Select(q => Question(q, scope, answer, origins, depth)))));
        }

        if (!question.Alternatives.IsEmpty)
        {
            parts.Add(("alternatives", Alternatives(question, scope, answer, origins, depth)));
        }

        if (question.Item is { } item)
        {
            parts.Add(("item", Question(item, scope, null, origins, depth)));
        }
    }

    private static ListValue Alternatives(
        Question group, QuestionScope scope, MapValue? answers, Dictionary<string, ExplainedValue> origins, int depth)
    {
        var taken = QuestionAlternative.Taken(group.Alternatives, answers);
        return List(group.Alternatives.Select(a => MapValue.Of(
            ("title", Text(a.Title)),
            ("mark", a.Mark is var (key, value) ? MapValue.Of((key, Spans.Without(value))) : Value.Null),
            ("taken", Value.From(a == taken)),
            ("questions", List(a.Questions.Select(q => Question(q, scope, answers, origins, depth + 1)))))));
    }

    private static MapValue Missing(MissingAnswer missing) => MapValue.Of(
        ("path", Value.From(missing.Path)),
        ("pointer", Value.From(missing.Pointer)),
        ("title", Text(missing.Title)),
        ("secret", Value.From(missing.IsSecret)),
        ("flag", Value.From(missing.Flag)));

    private static MapValue Problem(Diagnostic diagnostic) => MapValue.Of(
        ("code", Value.From(diagnostic.Code)),
        ("severity", Value.From(diagnostic.Severity == Severity.Error ? "error" : "warning")),
        ("pointer", Value.From(diagnostic.Pointer)),
        ("message", Value.From(MessageCatalogue.English.Format(diagnostic))));

    private static string PointerOf(QuestionScope scope, Question question) => ScopeName.Pointer(scope.Task) + Pointer.Of(question.Keys);

    private static string KindWord(QuestionKind kind) => kind switch
    {
        QuestionKind.Text => "text",
        QuestionKind.Integer => "integer",
        QuestionKind.Number => "number",
        QuestionKind.Boolean => "boolean",
        QuestionKind.Choice => "choice",
        QuestionKind.List => "list",
        QuestionKind.Map => "map",
        QuestionKind.Group => "group",
        _ => "any",
    };

    /// <summary>One word: <c>default, global, recorded, given, generated, package</c>.</summary>
    private static string OriginWord(ValueOrigin origin) => origin switch
    {
        ValueOrigin.Default => "default",
        ValueOrigin.Global => "global",
        ValueOrigin.Recorded => "recorded",
        ValueOrigin.Given => "given",
        ValueOrigin.Generated => "generated",
        ValueOrigin.Package => "package",
        _ => throw new InvalidOperationException("the hierarchy of origins is closed; this is a bug"),
    };

    private static MapValue Text(LocalizedText text) => text.Chinese is { } chinese
        ? MapValue.Of(("en", Value.From(text.Default)), ("zh", Value.From(chinese)))
        : MapValue.Of(("en", Value.From(text.Default)));

    private static Value? Flag(bool holds) => holds ? Value.True : null;

    private static ListValue List(IEnumerable<Value> items) => new([.. items]);
}

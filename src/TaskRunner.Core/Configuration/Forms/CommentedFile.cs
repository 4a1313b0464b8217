using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Forms;

/// <summary>
/// Renders a package's questions as a YAML file to fill in. What is answered, or must be, stands there as it is; everything
/// else is a comment with its default, so that a later default is not overruled by a file nobody looked at. Reading the file
/// back gives exactly the answers it was rendered with, but for sealed secrets: those stay where they are and are never written.
/// </summary>
public sealed class CommentedFile
{
    private const string Comment = "# ";
    private const int Deepest = 40;

    private readonly QuestionWords _words;
    private readonly List<string> _lines = [];

    private CommentedFile(QuestionWords words) => _words = words;

    /// <param name="questions">What is asked.</param>
    /// <param name="answers">A document of answers to fill in (<see cref="ResolvedConfiguration.Answers"/>); empty for a blank file.</param>
    /// <param name="catalogue">The language.</param>
    public static string Render(QuestionSet questions, MapValue answers, MessageCatalogue catalogue)
    {
        var words = new QuestionWords(catalogue);
        var file = new CommentedFile(words);
        file.Header(questions);
        var isInTasks = false;
        foreach (var scope in questions.Scopes)
        {
            if (scope.Task is not null && !isInTasks)
            {
                file.Line("", "");
                file.Line("", $"{ScopeName.Tasks}:");
                isInTasks = true;
            }

            file.Scope(scope, scope.AnswersIn(answers), isFirst: scope.Task is null || !file._lines[^1].EndsWith(':'));
        }

        return string.Join('\n', file._lines) + "\n";
    }

    private void Header(QuestionSet questions)
    {
        var package = questions.Package;
        var title = CommentText.OneLine(_words.For(package.Title));
        Remark("", _words.Text("config-file", title.Length > 0 ? title : package.Name, package.Version.ToString()));
        Remark("", _words.Text("config-file-how"));
        if (questions.Scopes.IsEmpty)
        {
            Remark("", _words.Text("config-file-nothing"));
        }
    }

    private void Scope(QuestionScope scope, MapValue answers, bool isFirst)
    {
        var indent = scope.Task is null ? "" : "  ";
        Separate(!isFirst);
        if (scope.Task is not null && _words.For(scope.Title) is { Length: > 0 } title)
        {
            Remark(indent, CommentText.OneLine(title));
        }

        if (scope.Mode is { } mode)
        {
            Remark(indent, _words.Text("config-mode", mode));
        }

        Line(indent, $"{(scope.Task is null ? ScopeName.Config : YamlLines.Text(scope.Task))}:");
        Questions(scope.Root, answers, indent + "  ", 0);
    }

    private void Questions(Question group, MapValue answers, string indent, int depth)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        string? heading = null;
        var isFirst = true;
        foreach (var question in group.Children)
        {
            known.Add(question.Name);
            isFirst = Separate(isFirst);
            if (question.Group is { } next && next != heading)
            {
                Remark(indent, $"---- {CommentText.OneLine(heading = next)} ----");
            }

            One(question, answers[question.Name], indent, depth);
        }

        Alternatives(group, answers, indent, depth, known);
        foreach (var entry in answers.Entries.Where(e => !known.Contains(e.Key)))
        {
            Write(entry.Key, entry.Value, indent);
        }
    }

    private bool Separate(bool isFirst)
    {
        if (!isFirst)
        {
            Line("", "");
        }

        return false;
    }

    private void One(Question question, Value? answer, string indent, int depth)
    {
        Describe(question, indent);
        if (question.IsSecret)
        {
            Secret(question, answer, indent);
        }
        else if (question.Kind == QuestionKind.Group && !question.IsRecursive && depth < Deepest && answer is null or MapValue)
        {
            Group(question, answer as MapValue, indent, depth);
        }
        else if (answer is not null && IsWritable(answer) && !IsPinnedDefault(question, answer))
        {
            Write(question.Name, answer, indent);
        }
        else if (question.IsRequired && question is { IsAsked: true, IsNullable: false, Default: null, Generate: null } && question.Condition is null)
        {
            Line(indent, $"{YamlLines.Text(question.Name)}:");
        }
        else
        {
            Example(question, indent, depth);
        }
    }

    private void Describe(Question question, string indent)
    {
        var (title, description) = (CommentText.OneLine(_words.For(question.Title)), _words.For(question.Description));
        if (title != question.Name)
        {
            Remark(indent, title);
        }

        foreach (var line in description.Length == 0 ? [] : CommentText.Wrap(description.TrimEnd(), indent.Length + Comment.Length))
        {
            Remark(indent, line);
        }

        if (_words.Of(question) is { Length: > 0 } words)
        {
            Remark(indent, words);
        }
    }

    /// <summary>A map with no answer in it is read as no answer, so it can stand there; unless null is one, or it may be hidden.</summary>
    private void Group(Question question, MapValue? answers, string indent, int depth)
    {
        var isLive = answers is not null || question is { IsNullable: false, IsAsked: true, Condition: null };
        if (answers is { Entries.IsEmpty: true })
        {
            Line(indent, $"{YamlLines.Text(question.Name)}: {{}}");
            return;
        }

        var inner = new CommentedFile(_words);
        inner.Questions(question, answers ?? MapValue.Empty, "  ", depth + 1);
        inner._lines.Insert(0, $"{YamlLines.Text(question.Name)}:");
        Adopt(inner, indent, isLive ? "" : Comment);
    }

    private void Alternatives(Question group, MapValue answers, string indent, int depth, HashSet<string> known)
    {
        var taken = QuestionAlternative.Taken(group.Alternatives, answers);
        foreach (var alternative in group.Alternatives)
        {
            Separate(_lines.Count == 0);
            Remark(indent, _words.Text("config-alternative", CommentText.OneLine(_words.For(alternative.Title))));
            var questions = alternative.Questions.Where(q => !known.Contains(q.Name)).ToArray();
            var inner = new CommentedFile(_words);
            foreach (var question in questions)
            {
                var mark = alternative.Mark is var (key, value) && key == question.Name ? value : null;
                inner.One(question, alternative == taken ? answers[question.Name] : mark, "", depth + 1);
            }

            Adopt(inner, indent, alternative == taken ? "" : Comment);
            known.UnionWith(alternative == taken ? questions.Select(q => q.Name) : []);
        }
    }

    private void Secret(Question question, Value? answer, string indent)
    {
        if (answer is SecretValue { Content: SecretContent.Reference })
        {
            Write(question.Name, answer, indent);
            return;
        }

        if (answer is SecretValue)
        {
            Remark(indent, _words.Text("config-kept"));
        }

        Line(indent, $"{Comment}{YamlLines.Text(question.Name)}: {{$env: {Variable(question.Name)}}}");
    }

    /// <summary><c>adminToken</c> as variables are written: <c>ADMIN_TOKEN</c>.</summary>
    private static string Variable(string name) => string.Concat(name.Select((c, i) =>
        !char.IsAsciiLetterOrDigit(c) ? "_"
        : i > 0 && char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(name[i - 1]) ? $"_{c}"
        : char.ToUpperInvariant(c).ToString()));

    private void Example(Question question, string indent, int depth)
    {
        var example = new CommentedFile(_words);
        var item = question is { Kind: QuestionKind.List or QuestionKind.Map, Default: null, IsRecursive: false } ? question.Item : null;
        if (item is { Kind: QuestionKind.Group, IsRecursive: false } && depth < Deepest)
        {
            example.Line("", $"{YamlLines.Text(question.Name)}:");
            example.Line("  ", question.Kind == QuestionKind.List ? "-" : "KEY:");
            example.Questions(item, MapValue.Empty, "    ", depth + 1);
        }
        else
        {
            var value = question.Default ?? question.Examples.FirstOrDefault();
            example._lines.AddRange(value is not null
                ? YamlLines.Entry(question.Name, value)
                : [$"{YamlLines.Text(question.Name)}: {Blank(question)}".TrimEnd()]);
        }

        Adopt(example, indent, Comment);
    }

    private static string Blank(Question question) => question.Kind switch
    {
        QuestionKind.List => "[]",
        QuestionKind.Map or QuestionKind.Group => "{}",
        QuestionKind.Choice when !question.Choices.IsEmpty => YamlLines.Inline(question.Choices[0]),
        QuestionKind.Boolean => "false",
        _ => "",
    };

    private void Adopt(CommentedFile inner, string indent, string mark)
    {
        foreach (var line in inner._lines)
        {
            _lines.Add(line.Length == 0 ? mark.Length == 0 ? "" : indent + mark.TrimEnd() : indent + mark + line);
        }
    }

    private void Write(string key, Value value, string indent)
    {
        foreach (var line in YamlLines.Entry(key, value))
        {
            Line(indent, line);
        }
    }

    /// <summary>The default of what may not change is recorded though nobody gave it; nobody needs to.</summary>
    private static bool IsPinnedDefault(Question question, Value answer) => question.IsImmutable && answer.Equals(question.Default);

    /// <summary>What is drawn later or lies sealed in a list cannot be written.</summary>
    private static bool IsWritable(Value value) => value switch
    {
        SecretValue secret => secret.Content is SecretContent.Reference,
        MapValue map => map.Entries.All(e => IsWritable(e.Value)),
        ListValue list => list.Items.All(IsWritable),
        _ => true,
    };

    private void Remark(string indent, string text) => _lines.Add(text.Length == 0 ? indent + "#" : indent + Comment + text);

    private void Line(string indent, string text) => _lines.Add(text.Length == 0 ? "" : indent + text);
}

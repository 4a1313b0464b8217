using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>Executes every example of docs/expressions.md: lines <c>text => value</c> in fenced blocks.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Find());

    public static TheoryData<string, string> Expressions => Examples("expressions");

    public static TheoryData<string, string> Templates => Examples("templates");

    public static TheoryData<string, string> Lint => Examples("lint");

    private static MapValue Scope => (MapValue)Evaluation.Json(string.Join('\n', Blocks("json scope")));

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expressions_are_worth_what_the_page_says(string text, string expected) =>
        Check(text, expected, errors => Expression.Parse(text, Evaluation.SpanOf(text), errors)?.Evaluate(Scope));

    [Theory]
    [MemberData(nameof(Templates))]
    public void Templates_become_what_the_page_says(string text, string expected) =>
        Check(text, expected, errors => Template.Parse(text, Evaluation.SpanOf(text), errors)?.Render(Scope));

    [Theory]
    [MemberData(nameof(Lint))]
    public void Lint_says_what_the_page_says(string text, string expected)
    {
        var errors = new DiagnosticBag();
        var questions = Schema.Load(Evaluation.Json(string.Join('\n', Blocks("json questions"))), errors)!;
        ExpressionChecker.CheckCondition(Evaluation.Parse(text), MapShape.Of(("config", SchemaShapes.Of(questions))), errors);
        Assert.Equal(expected, errors.Count == 0 ? "passes" : Show(Assert.Single(errors.Items)));
    }

    [Fact]
    public void The_page_shows_every_function()
    {
        var page = string.Join('\n', Lines);
        Assert.All(Functions.Names, name => Assert.Contains(name.Split('.')[^1] + (name.StartsWith("semver", StringComparison.Ordinal) ? "" : "("), page, StringComparison.Ordinal));
    }

    private static void Check(string text, string expected, Func<DiagnosticBag, Value?> evaluate)
    {
        var errors = new DiagnosticBag();
        try
        {
            var value = evaluate(errors);
            if (value is not null)
            {
                Assert.Equal(Evaluation.Json(expected), value);
                return;
            }
        }
        catch (ExpressionException e)
        {
            errors.Add(e.Diagnostic);
        }

        Assert.True(errors.Count == 1, $"{text}: {errors.Count} errors");
        Assert.Equal(expected, Show(errors.Items[0]));
    }

    private static string Show(Diagnostic diagnostic) => $"error {diagnostic.Code}: {MessageCatalogue.English.Format(diagnostic)}";

    private static TheoryData<string, string> Examples(string kind)
    {
        var data = new TheoryData<string, string>();
        foreach (var line in Blocks(kind))
        {
            var at = line.LastIndexOf(" => ", StringComparison.Ordinal);
            data.Add(line[..at].TrimEnd(), line[(at + 4)..].Trim());
        }

        return data;
    }

    private static IEnumerable<string> Blocks(string kind)
    {
        string? inside = null;
        foreach (var line in Lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = inside is null ? line[3..] : null;
            }
            else if (inside == kind)
            {
                yield return line;
            }
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TaskRunner.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie in the repository");
        }

        return Path.Combine(folder.FullName, "docs", "expressions.md");
    }
}

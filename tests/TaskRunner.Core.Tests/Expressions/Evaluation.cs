using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>What every test of expressions starts from: a scope such as a task of a shop sees, and the short way to a result.</summary>
internal static class Evaluation
{
    public static MapValue Scope { get; } = (MapValue)Json("""
        {
          "config": {"domain": "shop.example", "replicas": 3, "debug": false, "empty": "", "nothing": null,
                     "hosts": ["a", "b", "c"], "labels": {"team": "blue", "shop db": "x", "3": "three"}, "ratio": 0.1},
          "global": {"database": {"kind": "cloud", "host": "db.example"}},
          "package": {"name": "shop", "version": "2.4.0", "config": {"domain": "shop.example"}},
          "tasks": {"cp-kafka": {"outputs": {"x": "k", "bootstrap-server": "k:9092"}, "state": "succeeded"},
                    "skipped": {"outputs": {}, "state": "skipped"}, "3scale": {"outputs": {"y": 1}}},
          "services": {"shop-db": {"version": "15.0.0"}},
          "installation": {"name": "shop", "operation": "upgrade", "fromVersion": "2.3.1", "toVersion": "2.4.0", "outputs": {}},
          "run": {"id": "r1"},
          "each": {"key": "b", "value": {"size": 2}, "index": 1}
        }
        """);

    public static Value Json(string json) => JsonReader.ReadTrusted(System.Text.Encoding.UTF8.GetBytes(json));

    public static Expression Parse(string text)
    {
        var errors = new DiagnosticBag();
        var expression = Expression.Parse(text, SpanOf(text), errors);
        Assert.Empty(errors.Items.Select(MessageCatalogue.English.Format));
        return expression!;
    }

    public static Template ParseTemplate(string text)
    {
        var errors = new DiagnosticBag();
        var template = Template.Parse(text, SpanOf(text), errors);
        Assert.Empty(errors.Items.Select(MessageCatalogue.English.Format));
        return template!;
    }

    public static Value Evaluate(string text) => Parse(text).Evaluate(Scope);

    public static SourceSpan SpanOf(string text) => new(SourceText.FromString("test", text), 0, text.Length);

    /// <summary>The one thing that is wrong, found by parsing or else by evaluating.</summary>
    public static Diagnostic ErrorOf(string text)
    {
        var errors = new DiagnosticBag();
        return Expression.Parse(text, SpanOf(text), errors) is { } expression
            ? Assert.Throws<ExpressionException>(() => expression.Evaluate(Scope)).Diagnostic
            : Assert.Single(errors.Items);
    }
}

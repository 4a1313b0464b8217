using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("${{ config.replicas }}", "3")]
    [InlineData("${{config.hosts}}", "[\"a\",\"b\",\"c\"]")]
    [InlineData("${{ config.nothing }}", "null")]
    [InlineData("${{ config.debug }}", "false")]
    [InlineData("no template", "\"no template\"")]
    [InlineData("", "\"\"")]
    [InlineData("a $ {{ b }}", "\"a $ {{ b }}\"")]
    public void A_lone_template_keeps_its_type(string text, string json) => Check(text, json);

    [Theory]
    [InlineData("https://${{ config.domain }}/", "\"https://shop.example/\"")]
    [InlineData("${{ config.replicas }}${{ config.replicas }}", "\"33\"")]
    [InlineData(" ${{ config.replicas }}", "\" 3\"")]
    [InlineData("x=${{ config.debug }},${{ config.hosts }},${{ config.labels }}", "\"x=false,[\\\"a\\\",\\\"b\\\",\\\"c\\\"],{\\\"team\\\":\\\"blue\\\",\\\"shop db\\\":\\\"x\\\",\\\"3\\\":\\\"three\\\"}\"")]
    [InlineData("${{ config.nothing ?? '' }}.", "\".\"")]
    [InlineData("${{ '${{' }} literal", "\"${{ literal\"")]
    [InlineData("${{ {a: {b: 1} } }}", "{\"a\":{\"b\":1}}")]
    public void Parts_are_joined_as_text(string text, string json) => Check(text, json);

    [Fact]
    public void A_value_is_never_expanded_again()
    {
        var scope = MapValue.Of(("config", MapValue.Of(("a", Value.From("${{ config.b }}")), ("b", Value.From("secret")))));
        Assert.Equal(Value.From("${{ config.b }}"), Evaluation.ParseTemplate("${{ config.a }}").Render(scope));
        Assert.Equal(Value.From("x${{ config.b }}"), Evaluation.ParseTemplate("x${{ config.a }}").Render(scope));
        Assert.Equal(Value.From("${{ config.b }}"), Evaluation.ParseTemplate("${{ '${{' }} config.b ${{ '}' + '}' }}").Render(scope));
    }

    [Theory]
    [InlineData("a ${{ config.x", "TR4006", 2, 5)]
    [InlineData("a ${{ }}", "TR4003", 6, 6)]
    [InlineData("a ${{ config.x + }} b", "TR4014", 16, 16)]
    [InlineData("${{ {a: {b: 1}} }}", "TR4015", 13, 13)]
    [InlineData("${{ '}}' }}", "TR4002", 4, 5)]
    public void Wrong_templates_are_refused_where_they_are_wrong(string text, string code, int start, int end)
    {
        var errors = new DiagnosticBag();
        Assert.Null(Template.Parse(text, Evaluation.SpanOf(text), errors));
        var error = Assert.Single(errors.Items);
        Assert.Equal((code, start, end), (error.Code, error.Span.Start, error.Span.End));
    }

    [Fact]
    public void Every_wrong_expression_of_a_template_is_reported()
    {
        var errors = new DiagnosticBag();
        Assert.Null(Template.Parse("${{ a b }} ${{ c d }}", Evaluation.SpanOf("${{ a b }} ${{ c d }}"), errors));
        Assert.Equal([6, 17], errors.Items.Select(e => e.Span.Start));
    }

    [Fact]
    public void Null_within_a_text_is_an_error_that_names_the_expression()
    {
        var error = Assert.Throws<ExpressionException>(() => Evaluation.ParseTemplate("x ${{ config.nothing }}").Render(Evaluation.Scope)).Diagnostic;
        Assert.Equal("“config.nothing” is null and has no text", MessageCatalogue.English.Format(error));
        Assert.Equal((2, 23), (error.Span.Start, error.Span.End));
    }

    [Fact]
    public void A_rendered_value_stands_where_its_template_stands()
    {
        var template = Evaluation.ParseTemplate("${{ config.hosts }}");
        Assert.Equal(template.Span, template.Render(Evaluation.Scope).Span);
    }

    [Fact]
    public void A_tree_is_rebuilt_only_where_a_template_is()
    {
        var source = (MapValue)Evaluation.Json("""{"a": {"b": [1, "${{ config.replicas }}", {"c": "x"}]}, "d": {"e": "f"}}""");
        var tree = TemplateTree.Compile(source, new DiagnosticBag());
        var rendered = (MapValue)tree.Render(Evaluation.Scope);
        Assert.Equal(Evaluation.Json("""{"a": {"b": [1, 3, {"c": "x"}]}, "d": {"e": "f"}}"""), rendered);
        Assert.Same(source["d"], rendered["d"]);
        Assert.Equal(["config.replicas"], tree.References.Select(r => r.ToString()));
        Assert.False(tree.IsConstant);
    }

    [Fact]
    public void A_tree_without_templates_costs_nothing()
    {
        var source = Evaluation.Json("""{"a": {"b": [1, "x", {"c": "$ {{"}]}, "d": [[], {}, true]}""");
        var errors = new DiagnosticBag();
        Assert.Same(source, TemplateTree.Compile(source, errors).Render(Evaluation.Scope));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(TemplateTree.Compile(source, errors).IsConstant);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_template_in_a_key_is_refused()
    {
        var errors = new DiagnosticBag();
        TemplateTree.Compile(Evaluation.Json("""{"a": [{"${{ config.x }}": 1}]}"""), errors);
        Assert.Equal("TR4012", Assert.Single(errors.Items).Code);
    }

    private static void Check(string text, string json) =>
        Assert.Equal(Evaluation.Json(json), Evaluation.ParseTemplate(text).Render(Evaluation.Scope));
}

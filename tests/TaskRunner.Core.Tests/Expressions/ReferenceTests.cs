namespace TaskRunner.Core.Tests.Expressions;

public sealed class ReferenceTests
{
    [Theory]
    [InlineData("config.a.b", "config.a.b")]
    [InlineData("config", "config")]
    [InlineData("services['shop-db']?.version ?? '0'", "services.shop-db.version?")]
    [InlineData("tasks.cp-kafka.outputs.x + tasks['a/b'].outputs['y z']", "tasks.cp-kafka.outputs.x tasks.a/b.outputs.y z")]
    [InlineData("config.hosts[0].name", "config.hosts.0.name")]
    [InlineData("tasks.db.outputs[each.key].host", "tasks.db.outputs… each.key")]
    [InlineData("config[each.key ?? 'x']", "config… each.key?")]
    [InlineData("default(config.a, config.b)", "config.a? config.b")]
    [InlineData("(config.a ? config.b : config.c) ?? 1", "config.a config.b? config.c?")]
    [InlineData("config.a == null && config.b != 'x'", "config.a? config.b")]
    [InlineData("lower(config.a) ?? ''", "config.a")]
    [InlineData("!config.a || [config.b, {c: config.d}][0]", "config.a config.b config.d")]
    [InlineData("config?.a.b", "config.a.b?")]
    [InlineData("fromJson(config.a).b", "config.a")]
    [InlineData("'config.a'", "")]
    public void References_are_the_chains_that_are_read(string text, string expected)
    {
        var found = Evaluation.Parse(text).References.Select(r => $"{r}{(r.IsPartial ? "…" : "")}{(r.IsGuarded ? "?" : "")}");
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void An_expression_tells_which_roots_it_reads()
    {
        var expression = Evaluation.Parse("tasks.a.outputs.b ?? config.c");
        Assert.True(expression.Reads("tasks"));
        Assert.True(expression.Reads("config"));
        Assert.False(expression.Reads("global"));
    }

    [Fact]
    public void A_template_has_the_references_of_all_its_parts()
    {
        var template = Evaluation.ParseTemplate("${{ config.a }}-${{ tasks.b.outputs.c }}");
        Assert.Equal(["config.a", "tasks.b.outputs.c"], template.References.Select(r => r.ToString()));
        Assert.Equal(["config.a", "tasks.b.outputs.c"], template.References.Select(r => template.Text[r.Span.Start..r.Span.End]));
    }
}

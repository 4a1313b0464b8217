using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Schemas;

namespace TaskRunner.Core.Tests.Expressions;

public sealed class SchemaShapesTests
{
    private const string Questions = """
        {"type": "object", "required": ["domain", "kind", "hosts", "tls", "labels", "password", "free", "count"], "properties": {
          "domain": {"type": "string"},
          "kind": {"$ref": "#/definitions/kind"},
          "hosts": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
          "tls": {"type": "object", "nullable": true, "properties": {"issuer": {"type": "string"}}},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "password": {"type": "string", "x-secret": true},
          "free": {},
          "count": {"type": "integer"},
          "nickname": {"type": "string"},
          "token": {"type": "string", "x-secret": true, "x-generate": {"length": 8}},
          "size": {"type": "string", "default": "8Gi"},
          "database": {"type": "object", "properties": {"kind": {"type": "string", "default": "bundled"}}},
          "hidden": {"type": "string", "default": "x", "x-when": "config.domain != ''"},
          "tree": {"$ref": "#/definitions/tree"}
        }, "definitions": {
          "kind": {"type": "string", "enum": ["bundled", "cloud"]},
          "tree": {"type": "object", "properties": {"left": {"$ref": "#/definitions/tree"}, "right": {"$ref": "#/definitions/tree"}}}
        }}
        """;

    [Theory]
    [InlineData("lower(config.domain) + config.count")]
    [InlineData("config.kind == 'cloud'")]
    [InlineData("lower(config.hosts[0].name)")]
    [InlineData("lower(config.tls?.issuer ?? '')")]
    [InlineData("lower(config.labels.team ?? '')")]
    [InlineData("config.free.a.b")]
    [InlineData("config.token != null ? lower(config.size) : ''")]
    [InlineData("lower(config.hidden ?? '')")]
    [InlineData("lower(config.database.kind)")]
    [InlineData("config.tree?.left?.right?.left")]
    public void What_the_schema_allows_passes(string text) => Assert.Empty(Check(text).Items.Select(MessageCatalogue.English.Format));

    [Theory]
    [InlineData("config.domian", "TR4040")]
    [InlineData("config.kind == 'clould'", "TR4045")]
    [InlineData("config.hosts[0].nmae", "TR4040")]
    [InlineData("config.tls.issuer", "TR4041")]
    [InlineData("lower(config.tls?.issuer)", "TR4042")]
    [InlineData("lower(config.labels.team)", "TR4042")]
    [InlineData("lower(config.nickname)", "TR4042")]
    [InlineData("lower(config.hidden)", "TR4042")]
    [InlineData("lower(config.count)", "TR4025")]
    [InlineData("config.password == 'x'", "TR4046")]
    [InlineData("config.token", "TR4046")]
    public void What_the_schema_rules_out_is_found(string text, string code) => Assert.Equal(code, Assert.Single(Check(text).Items).Code);

    [Fact]
    public void A_schema_of_ever_doubling_references_ends_soon()
    {
        const string Doubling = """
            "dN": {"type": "object", "properties": {"a": {"$ref": "#/definitions/dM"}, "b": {"$ref": "#/definitions/dM"}}},
            """;
        var definitions = string.Concat(Enumerable.Range(0, 40).Select(i =>
            Doubling.Replace("N", $"{i}", StringComparison.Ordinal).Replace("M", $"{i + 1}", StringComparison.Ordinal)));
        var schema = Load("""{"$ref": "#/definitions/d0", "definitions": {""" + definitions + """ "d40": {"type": "string"}}}""");
        Assert.IsType<Shape>(SchemaShapes.Of(schema), exactMatch: false);
    }

    private static DiagnosticBag Check(string text)
    {
        var errors = new DiagnosticBag();
        ExpressionChecker.CheckCondition(Evaluation.Parse(text), MapShape.Of(("config", SchemaShapes.Of(Load(Questions)))), errors);
        return errors;
    }

    private static Schema Load(string json)
    {
        var errors = new DiagnosticBag();
        var schema = Schema.Load(Evaluation.Json(json), errors);
        Assert.Empty(errors.Items.Select(MessageCatalogue.English.Format));
        return schema!;
    }
}

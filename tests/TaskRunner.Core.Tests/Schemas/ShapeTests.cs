using TaskRunner.Schemas;

namespace TaskRunner.Core.Tests.Schemas;

public sealed class ShapeTests
{
    private static SchemaShape Of(string schema) => SchemaShape.Of(Check.Load(schema).Root);

    private static string Names(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("{type: string, nullable: true}", SchemaTypes.String | SchemaTypes.Null)]
    [InlineData("{allOf: [{type: number}, {type: integer}]}", SchemaTypes.Integer)]
    [InlineData("{anyOf: [{type: string}, {$ref: '#/definitions/n'}], definitions: {n: {type: number}}}", SchemaTypes.String | SchemaTypes.Number)]
    [InlineData("{$ref: '#/definitions/n', definitions: {n: {type: boolean}}}", SchemaTypes.Boolean)]
    [InlineData("{}", SchemaTypes.Any)]
    public void Types_are_seen_through_references_and_alternatives(string schema, SchemaTypes types) => Assert.Equal(types, Of(schema).Types);

    [Fact]
    public void Properties_come_from_everything_included()
    {
        var shape = Of("""
            required: [a]
            properties: {a: {}, d: {default: 1}, w: {default: 1, x-when: 'true'}}
            allOf: [{properties: {b: {}}, required: [b]}]
            oneOf: [{properties: {kind: {}, x: {}}, required: [kind]}, {properties: {kind: {}}, required: [kind, b]}]
            """);
        Assert.Equal("a b d kind w x", Names(shape.Properties.Keys));
        Assert.Equal(2, shape.Properties["kind"].Length);
        Assert.Equal("a b d kind", Names(shape.AlwaysThere));
        Assert.True(shape.IsOpen);
    }

    [Theory]
    [InlineData("properties: {db: {properties: {kind: {default: x}, host: {}}}}", "db")]
    [InlineData("properties: {db: {required: [host], properties: {kind: {default: x}, host: {}}}}", "")]
    [InlineData("properties: {db: {properties: {inner: {properties: {kind: {default: x}}}}}}", "db")]
    [InlineData("properties: {db: {not: {}, properties: {kind: {default: x}}}}", "")]
    public void An_object_made_of_defaults_is_always_there(string schema, string names) => Assert.Equal(names, Names(Of(schema).AlwaysThere));

    [Theory]
    [InlineData("additionalProperties: false", false)]
    [InlineData("additionalProperties: false\nx-kubernetes-preserve-unknown-fields: true", true)]
    [InlineData("additionalProperties: {type: string}", true)]
    [InlineData("allOf: [{additionalProperties: false}]", false)]
    public void A_closed_map_is_told_from_an_open_one(string schema, bool isOpen) => Assert.Equal(isOpen, Of(schema).IsOpen);

    [Fact]
    public void Items_additional_values_and_secrecy_are_seen()
    {
        Assert.Equal(SchemaTypes.String, Assert.Single(Of("items: {type: string}").Items).Types);
        Assert.Equal(SchemaTypes.String, Assert.Single(Of("additionalProperties: {type: string}").Additional).Types);
        Assert.True(Of("{$ref: '#/definitions/s', definitions: {s: {x-secret: true}}}").IsSecret);
        Assert.Equal(2, Of($"{Check.Draft202012}prefixItems: [{{type: string}}]\nitems: {{type: integer}}").Items.Length);
        Assert.Empty(Of($"{Check.Draft202012}prefixItems: [{{type: string}}]").Items);
    }
}

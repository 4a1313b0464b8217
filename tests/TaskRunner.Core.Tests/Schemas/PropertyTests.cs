using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>What holds for any schema and any value.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Names = ["a", "b", "c", "kind"];

    private static readonly Gen<Value> Scalars = Gen.OneOf(
        Gen.Const(Value.Null),
        Gen.Bool.Select(Value.From),
        Gen.Int[-3, 3].Select(i => (Value)new NumberValue(i)),
        Pick("1.10", "true", "2").Select(Plain),
        Pick("a", "b", "x", "10.0.0.1").Select(s => Value.From(s)),
        Gen.Const((Value)new SecretValue(new TaskRunner.Secrets.SecretContent.Derived(), "print")));

    private static readonly Gen<Value> Values = Gen.Recursive<Value>((depth, inner) => depth > 3 ? Scalars : Gen.Frequency(
        (2, Scalars),
        (1, inner.Array[0, 3].Select(items => (Value)new ListValue([.. items]))),
        (2, Gen.Select(Pick(Names), inner).Array[0, 4].Select(entries => (Value)Map(entries)))));

    private static readonly Gen<(string Key, Value Value)> ScalarKeywords = Gen.OneOf(
        Pick("null", "boolean", "integer", "number", "string", "array", "object").Select(t => ("type", Value.From(t))),
        Gen.Bool.Select(b => ("nullable", Value.From(b))),
        Pick("minimum", "maximum").Select(k => (k, (Value)new NumberValue(1))),
        Pick("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties").Select(k => (k, (Value)new NumberValue(2))),
        Pick("^a", "b$", "[0-9]+").Select(p => ("pattern", Value.From(p))),
        Pick("ipv4", "date", "byte").Select(f => ("format", Value.From(f))),
        Pick(Names).Array[1, 2].Select(n => ("required", (Value)new ListValue([.. n.Distinct().Select(Value.From)]))),
        Values.Array[1, 3].Select(v => ("enum", (Value)new ListValue([.. v]))),
        Values.Select(v => ("default", v)),
        Gen.Const(("uniqueItems", Value.True)),
        Gen.Const(("additionalProperties", Value.False)),
        Pick(Names).Select(n => ("$ref", Value.From($"#/properties/{n}"))));

    private static Gen<Value> Schemas(SchemaDialect dialect) => Gen.Recursive<Value>((depth, inner) => Gen.Select(
        ScalarKeywords.Array[0, 3],
        depth > 2 ? Gen.Const(Array.Empty<(string, Value)>()) : (dialect == SchemaDialect.OpenApi30 ? Nested(inner) : Gen.OneOf(Nested(inner), Newer(inner))).Array[0, 3],
        (plain, nested) => (Value)Map([.. plain, .. nested])));

    [Theory]
    [InlineData(SchemaDialect.OpenApi30)]
    [InlineData(SchemaDialect.Draft202012)]
    public void Evaluating_ends_changes_nothing_the_second_time_and_agrees_with_itself(SchemaDialect dialect)
    {
        var (loaded, valid, filled) = (0, 0, 0);
        Gen.Select(Schemas(dialect), Values).Sample(
            (document, value) =>
            {
                if (Schema.Load(document, new DiagnosticBag(), dialect) is not { } schema)
                {
                    return;
                }

                var first = schema.Evaluate(value);
                var second = schema.Evaluate(first.Value);
                Assert.Equal(first.Value, second.Value);
                Assert.Equal(first.Errors.Select(Check.Line), second.Errors.Select(Check.Line));
                Interlocked.Increment(ref loaded);
                Interlocked.Add(ref valid, first.IsValid ? 1 : 0);
                Interlocked.Add(ref filled, first.Value.Equals(value) ? 0 : 1);
            },
            iter: 5_000,
            threads: 1);
        Assert.True(loaded > 500 && valid > 200 && filled > 10, $"too tame: {loaded} loaded, {valid} valid, {filled} filled");
    }

    [Fact]
    public void Any_value_at_all_can_be_offered_as_a_schema() => Gen.Select(Values, Gen.Bool).Sample(
        (document, newer) =>
        {
            var diagnostics = new DiagnosticBag();
            var schema = Schema.Load(document, diagnostics, newer ? SchemaDialect.Draft202012 : SchemaDialect.OpenApi30);
            Assert.Equal(schema is null, diagnostics.HasErrors);
        });

    [Fact]
    public void Any_text_at_all_can_be_offered_as_a_pattern() => Pick([.. @"ab\dwsSDWpPuxc{}[]()^$.*+?|-,:=!<>0129/".Select(c => c.ToString()), "😀"]).Array[0, 12].Select(string.Concat).Sample(text =>
    {
        var schema = Schema.Load(Map([("pattern", Value.From(text))]), new DiagnosticBag());
        schema?.Evaluate(Value.From("ab 12😀"));
    });

    private static Gen<string> Pick(params string[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static Gen<(string, Value)> Nested(Gen<Value> inner) => Gen.OneOf(
        Gen.Select(Pick(Names), inner).Array[1, 3].Select(p => ("properties", (Value)Map(p))),
        Gen.Select(Pick("items", "not", "additionalProperties"), inner, (key, schema) => (key, schema)),
        Gen.Select(Pick("allOf", "anyOf", "oneOf"), inner.Array[1, 3], (key, parts) => (key, (Value)new ListValue([.. parts]))));

    private static Gen<(string, Value)> Newer(Gen<Value> inner) => Gen.OneOf(
        Gen.Select(Pick("if", "then", "else", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems"), inner, (key, schema) => (key, schema)),
        Gen.Select(Pick("unevaluatedProperties", "unevaluatedItems"), Gen.Bool, (key, verdict) => (key, Value.From(verdict))),
        inner.Array[1, 2].Select(parts => ("prefixItems", (Value)new ListValue([.. parts]))),
        Gen.Select(Pick(Names), inner).Array[1, 2].Select(p => ("dependentSchemas", (Value)Map(p))),
        Gen.Select(Pick("^a", "k"), inner).Array[1, 2].Select(p => ("patternProperties", (Value)Map(p))));

    private static Value Plain(string text) =>
        text == "true" ? new BooleanValue(true) { PlainText = text } : new NumberValue(text) { PlainText = text };

    private static MapValue Map((string Key, Value Value)[] entries) =>
        new([.. entries.DistinctBy(e => e.Key).Select(e => new MapEntry(e.Key, e.Value))]);
}

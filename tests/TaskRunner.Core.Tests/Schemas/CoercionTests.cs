using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

public sealed class CoercionTests
{
    [Theory]
    [InlineData("{type: string}", "1.10", "\"1.10\"")]
    [InlineData("{type: string}", "0x1F", "\"0x1F\"")]
    [InlineData("{type: string}", "true", "\"true\"")]
    [InlineData("{type: string}", "no", "\"no\"")]
    [InlineData("{type: string}", "2024-01-01", "\"2024-01-01\"")]
    [InlineData("{type: string, nullable: true}", "5", "\"5\"")]
    [InlineData("{enum: ['1.10', '1.2']}", "1.10", "\"1.10\"")]
    [InlineData("{allOf: [{minLength: 2}, {type: string}]}", "10", "\"10\"")]
    [InlineData("{type: number}", "1.10", "1.10")]
    [InlineData("{}", "1.10", "1.10")]
    [InlineData("{oneOf: [{type: string}, {type: integer}]}", "5", "5")]
    [InlineData("{anyOf: [{type: string}, {type: integer}]}", "5", "5")]
    [InlineData("{anyOf: [{type: string}, {type: integer}]}", "1.5", "\"1.5\"")]
    [InlineData("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "80", "80")]
    [InlineData("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "80%", "\"80%\"")]
    [InlineData("{x-kubernetes-int-or-string: true}", "1.5", "\"1.5\"")]
    [InlineData("{not: {type: string}}", "5", "5")]
    public void A_plain_scalar_is_taken_as_written_where_only_a_string_fits(string schema, string value, string completed) =>
        Assert.Equal(completed, Check.Completed(schema, value));

    [Fact]
    public void JSON_numbers_stay_numbers() => Assert.Equal("TR2050", Assert.Single(Check.Load("{type: string}").Evaluate(new NumberValue("5")).Errors).Code);

    [Fact]
    public void Quoted_text_stays_text() => Assert.Equal("1:1 TR2050 must be integer, not string [] </type>", Check.Errors("{type: integer}", "'5'"));

    [Fact]
    public void Nothing_is_not_taken_for_a_text() => Assert.Equal("1:4 TR2050 must be string, not null [/a] </properties/a/type>", Check.Errors("properties: {a: {type: string}}", "a: ~"));

    [Fact]
    public void What_YAML_1_1_took_for_booleans_is_recognised() =>
        Assert.Equal("1:4 TR2050 must be boolean, not string; did you mean “true”? [/a] </properties/a/type>", Check.Errors("properties: {a: {type: boolean}}", "a: yes"));
}

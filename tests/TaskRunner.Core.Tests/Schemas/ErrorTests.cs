using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>What a person reads: place, code, text, pointer into the value, pointer into the schema.</summary>
public sealed class ErrorTests
{
    private const string Draft = Check.Draft202012;

    [Theory]
    [InlineData("{minimum: 1}", "0", "1:1 TR2056 must be at least 1 [] </minimum>")]
    [InlineData("{maximum: 1}", "2", "1:1 TR2057 must be at most 1 [] </maximum>")]
    [InlineData("{exclusiveMinimum: 1}", "1", "1:1 TR2058 must be more than 1 [] </exclusiveMinimum>")]
    [InlineData("{exclusiveMaximum: 1}", "1", "1:1 TR2059 must be less than 1 [] </exclusiveMaximum>")]
    [InlineData("{multipleOf: 0.1}", "0.25", "1:1 TR2060 must be a multiple of 0.1 [] </multipleOf>")]
    [InlineData("{minLength: 2}", "a", "1:1 TR2061 must have at least 2 characters [] </minLength>")]
    [InlineData("{maxLength: 1}", "ab", "1:1 TR2062 must have at most 1 characters [] </maxLength>")]
    [InlineData("{pattern: '^a+$'}", "b", "1:1 TR2063 must match ^a+$ [] </pattern>")]
    [InlineData("{format: ipv4}", "1.2.3", "1:1 TR2064 is not of the format ipv4 [] </format>")]
    [InlineData("{minItems: 2}", "[1]", "1:1 TR2066 must have at least 2 items, has 1 [] </minItems>")]
    [InlineData("{maxItems: 1}", "[1, 2]", "1:1 TR2067 must have at most 1 items, has 2 [] </maxItems>")]
    [InlineData("{uniqueItems: true}", "[1, {a: 1, b: 2}, 1.0, {b: 2, a: 1}]", "1:19 TR2068 item 2 is equal to item 0 [/2] </uniqueItems>\n1:24 TR2068 item 3 is equal to item 1 [/3] </uniqueItems>")]
    [InlineData("{contains: {type: string}}", "[1]", "1:1 TR2069 at least 1 of the items must fit “contains”, 0 do [] </contains>")]
    [InlineData("{contains: {type: integer}, maxContains: 1}", "[1, 2]", "1:1 TR2070 at most 1 of the items may fit “contains”, 2 do [] </maxContains>")]
    [InlineData("{minProperties: 1}", "{}", "1:1 TR2071 must have at least 1 keys, has 0 [] </minProperties>")]
    [InlineData("{maxProperties: 1}", "{a: 1, b: 2}", "1:1 TR2072 must have at most 1 keys, has 2 [] </maxProperties>")]
    [InlineData("{dependentRequired: {a: [b]}}", "{a: 1}", "1:1 TR2073 “b” is missing, which “a” needs [] </dependentRequired>")]
    [InlineData("{propertyNames: {maxLength: 1}}", "{ab: 1}", "1:2 TR2074 “ab” is not a name that is allowed here [/ab] </propertyNames>")]
    [InlineData("{properties: {a: false}}", "{a: 1}", "1:2 TR2055 the key “a” is not allowed here [/a] </properties/a>")]
    [InlineData("{prefixItems: [true], items: false}", "[1, 2]", "1:5 TR2076 item 1 is not allowed [/1] </items>")]
    [InlineData("{unevaluatedProperties: false, allOf: [{properties: {alpha: {}}}]}", "{alpha: 1, beta: 2}", "1:12 TR2054 the key “beta” is not known here [/beta] </unevaluatedProperties>")]
    [InlineData("{not: {type: string}}", "a", "1:1 TR2083 is what the schema excludes (“not”) [] </not>")]
    [InlineData("{const: [1]}", "[2]", "1:1 TR2052 must be [1] [] </const>")]
    public void Each_keyword_says_what_is_wrong_and_where(string schema, string value, string errors) =>
        Assert.Equal(errors, Check.Errors($"{Draft}allOf: [{schema}]", value).Replace("</allOf/0", "<", StringComparison.Ordinal));

    [Fact]
    public void Errors_point_into_the_users_file()
    {
        const string schema = """
            type: object
            required: [domain]
            additionalProperties: false
            properties:
              domain: {type: string, format: hostname}
              replicas: {type: integer, minimum: 1}
              database:
                type: object
                additionalProperties: false
                properties: {kind: {type: string, enum: [bundled, cloud]}, host: {type: string}}
            """;
        const string value = """
            replicas: 0
            databse: {}
            database:
              kind: clud
              hots: 1
            """;
        Assert.Equal(
            """
            1:11 TR2056 must be at least 1 [/replicas] </properties/replicas/minimum>
            2:1 TR2054 the key “databse” is not known here [/databse] </additionalProperties>
            4:9 TR2051 must be one of "bundled", "cloud"; did you mean “cloud”? [/database/kind] </properties/database/properties/kind/enum>
            5:3 TR2054 the key “hots” is not known here; did you mean “host”? [/database/hots] </properties/database/additionalProperties>
            1:1 TR2053 “domain” is missing [] </required>
            """,
            Check.Errors(schema, value));
    }

    [Fact]
    public void Pointers_begin_where_the_value_stands_in_its_document() => Assert.Equal(
        "1:6 TR2050 must be string, not array [/config/a~1b] </properties/a~1b/type>",
        Check.Errors("properties: {a/b: {type: string}}", "a/b: []", new EvaluationOptions { PointerPrefix = "/config" }));

    [Theory]
    [InlineData("en", "1:5 TR2061 lower case, please [/n] </properties/n/minLength>\n1:12 TR2053 “x” is missing [/m] </properties/m/required>")]
    [InlineData("zh", "1:5 TR2061 请用小写 [/n] </properties/n/minLength>\n1:12 TR2053 “x” is missing [/m] </properties/m/required>")]
    public void The_authors_message_replaces_ours(string language, string errors) => Assert.Equal(
        errors,
        Check.Errors("properties: {n: {pattern: '^[a-z]+$', minLength: 9, x-message: {en: 'lower case, please', zh: 请用小写}}, m: {required: [x]}}", "{n: A1, m: {}}", new EvaluationOptions { Language = language }));

    [Theory]
    [InlineData("{$ref: '#/definitions/x'}")]
    [InlineData("{allOf: [{$ref: '#/definitions/x'}]}")]
    public void A_broken_reference_names_the_schema_that_was_broken(string schema) => Assert.Equal(
        "1:5 TR2050 must be integer, not string [/a] </definitions/x/type>",
        Check.Errors($"properties: {{a: {schema}}}\ndefinitions: {{x: {{type: integer}}}}", "{a: b}"));

    [Fact]
    public void What_several_schemas_demand_is_said_once() => Assert.Equal(
        "1:1 TR2053 “a” is missing [] </required>", Check.Errors("required: [a]\nallOf: [{required: [a]}, {required: [a]}]", "{}").Replace("/allOf/0", "", StringComparison.Ordinal));

    [Fact]
    public void A_value_never_shows_in_an_error()
    {
        var schema = Check.Load("{type: string, enum: [a, b], pattern: x, format: ipv4, maxLength: 2}");
        var errors = schema.Evaluate(new StringValue("hunter2-secret")).Errors;
        Assert.Equal(4, errors.Length);
        Assert.DoesNotContain(errors, e => Check.Line(e).Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1e400", "{type: integer}", true)]
    [InlineData("12345678901234567890123456789012345678901", "{minimum: 12345678901234567890123456789012345678902}", false)]
    [InlineData("0.30000000000000000000000000000000000001", "{multipleOf: 0.1}", false)]
    [InlineData("0.3", "{multipleOf: 0.1}", true)]
    [InlineData("1e1000000000", "{multipleOf: 7}", false)]
    [InlineData("7e1000000000", "{multipleOf: 7}", true)]
    [InlineData("1e-1000000000", "{exclusiveMinimum: 0}", true)]
    [InlineData("-1e999999999999999999999", "{maximum: -5}", true)]
    [InlineData("2147483648", "{format: int32}", false)]
    [InlineData("1e39", "{format: float}", false)]
    [InlineData("1e39", "{format: double}", true)]
    public void Numbers_are_compared_without_rounding(string number, string schema, bool fits) =>
        Assert.Equal(fits, Check.Load(schema.Replace("exclusiveMinimum: 0", "minimum: 0, exclusiveMinimum: true", StringComparison.Ordinal)).Evaluate(new NumberValue(number)).IsValid);
}

using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

public sealed class DefaultTests
{
    [Theory]
    [InlineData("properties: {a: {default: 1}}", "{}", """{"a":1}""")]
    [InlineData("properties: {a: {default: 1}}", "{a: 2}", """{"a":2}""")]
    [InlineData("required: [a]\nproperties: {a: {default: 1}}", "{}", """{"a":1}""")]
    [InlineData("properties: {a: {properties: {b: {default: x}}}}", "{a: {}}", """{"a":{"b":"x"}}""")]
    [InlineData("items: {properties: {b: {default: x}}}", "[{}, {b: y}]", """[{"b":"x"},{"b":"y"}]""")]
    [InlineData("additionalProperties: {properties: {b: {default: x}}}", "{k: {}}", """{"k":{"b":"x"}}""")]
    [InlineData("properties: {a: {default: {}, properties: {b: {default: 1}}}}", "{}", """{"a":{"b":1}}""")]
    [InlineData("properties: {a: {$ref: '#/definitions/x'}}\ndefinitions: {x: {type: integer, default: 3}}", "{}", """{"a":3}""")]
    [InlineData("properties: {a: {allOf: [{type: integer}, {default: 3}]}}", "{}", """{"a":3}""")]
    [InlineData("allOf: [{properties: {a: {default: 1}}}, {properties: {b: {default: 2}}}]", "{}", """{"a":1,"b":2}""")]
    [InlineData("properties: {n: {type: string, nullable: true, default: null}}", "{}", """{"n":null}""")]
    public void Defaults_are_filled_in_at_every_depth(string schema, string value, string completed) =>
        Assert.Equal(completed, Check.Completed(schema, value));

    [Theory]
    [InlineData("properties: {db: {type: object, properties: {kind: {type: string, default: bundled}, host: {type: string}}}}", """{"db":{"kind":"bundled"}}""")]
    [InlineData("properties: {a: {properties: {b: {properties: {c: {default: 1}}}}}}", """{"a":{"b":{"c":1}}}""")]
    [InlineData("properties: {db: {type: object, required: [host], properties: {port: {default: 1}, host: {type: string}}}}", "{}")]
    [InlineData("properties: {db: {type: object, nullable: true, properties: {port: {default: 1}}}}", "{}")]
    [InlineData("properties: {db: {type: object, properties: {host: {type: string}}}}", "{}")]
    public void An_absent_object_is_made_of_its_properties_defaults_where_that_is_enough(string schema, string completed) =>
        Assert.Equal(completed, Check.Completed(schema, "{}"));

    [Fact]
    public void A_required_object_shows_what_is_missing_inside() => Assert.Equal(
        "1:1 TR2053 “host” is missing [/db] </properties/db/required>",
        Check.Errors("required: [db]\nproperties: {db: {type: object, required: [host], properties: {port: {default: 1}, host: {type: string}}}}", "{}"));

    [Theory]
    [InlineData("{kind: a}", """{"kind":"a","size":1}""")]
    [InlineData("{kind: b}", """{"kind":"b","zone":"x"}""")]
    public void The_branch_that_applies_gives_its_defaults(string value, string completed)
    {
        const string branches = """
            - {required: [kind], properties: {kind: {enum: [a]}, size: {default: 1}}}
            - {required: [kind], properties: {kind: {enum: [b]}, zone: {default: x}}}
            """;
        Assert.Equal(completed, Check.Completed("oneOf:\n" + branches, value));
        Assert.Equal(completed, Check.Completed("anyOf:\n" + branches, value));
        Assert.Equal(completed, Check.Completed("discriminator: {propertyName: kind}\noneOf:\n" + branches, value));
    }

    [Fact]
    public void A_branch_keeps_its_defaults_to_itself_where_they_would_make_another_fit() => Assert.Equal(
        "{}", Check.Completed("oneOf:\n- {required: [size]}\n- {properties: {size: {default: 1}}}", "{}"));

    [Fact]
    public void A_default_that_comes_late_is_seen_by_what_was_checked_before() => Assert.Equal(
        """{"x":1,"y":2}""",
        Check.Completed(Check.Draft202012 + "allOf:\n- {if: {required: [x]}, then: {properties: {y: {default: 2}}}}\n- {properties: {x: {default: 1}}}", "{}"));

    [Fact]
    public void A_default_that_breaks_its_own_schema_is_a_warning_and_never_applied()
    {
        const string schema = "properties: {a: {type: integer, maximum: 3, default: 5}}";
        Assert.Equal("1:54 TR2014 this default does not fit its own schema (it breaks /properties/a/maximum) and is never applied [/properties/a/default]", Check.Problems(schema));
        Assert.Equal("{}", Check.Completed(schema, "{}"));
    }

    [Fact]
    public void A_default_that_brings_itself_in_again_is_refused() => Assert.Equal(
        "1:75 TR2015 applying this default never ends [/definitions/n/default]",
        Check.Problems("definitions: {n: {properties: {next: {$ref: '#/definitions/n'}}, default: {}}}\nproperties: {a: {$ref: '#/definitions/n'}}"));

    [Fact]
    public void A_recursive_object_is_not_made_of_defaults() => Assert.Equal(
        """{"next":{"value":0},"value":0}""",
        Check.Completed("properties: {value: {default: 0}, next: {$ref: '#'}}", "{next: {}}"));

    [Theory]
    [InlineData(40, "")]
    [InlineData(150, "1:1 TR2082 the defaults of this schema do not settle [] <>")]
    public void Defaults_that_wait_for_each_other_settle_within_reason(int length, string error)
    {
        var chain = Enumerable.Range(0, length).Reverse().Select(i => $"- {{if: {{required: [k{i}]}}, then: {{properties: {{k{i + 1}: {{default: 1}}}}}}}}\n");
        Assert.Equal(error, Check.Errors($"{Check.Draft202012}allOf:\n{string.Concat(chain)}", "k0: 1"));
    }

    [Fact]
    public void Secrets_and_templates_are_not_looked_into()
    {
        var secret = new SecretValue(new TaskRunner.Secrets.SecretContent.Derived(), "print");
        var schema = Check.Load("additionalProperties: {type: string, pattern: '^x', minLength: 900, format: date, enum: [a]}");
        Assert.Empty(schema.Evaluate(MapValue.Of(("p", secret))).Errors);
        Assert.Empty(Check.Load("{type: integer, minimum: 4}").Evaluate(secret).Errors);
        Assert.Empty(Check.Load("oneOf: [{type: string}, {type: integer}]").Evaluate(secret).Errors);
        Assert.Empty(Check.Load("{not: {type: string}}").Evaluate(secret).Errors);
        Assert.Equal("TR2050", Assert.Single(Check.Load("{type: object}").Evaluate(secret).Errors).Code);
        var options = new EvaluationOptions { IsUnknown = v => v is StringValue { Text: ['$', '{', ..] } };
        Assert.Empty(Check.Load("properties: {n: {type: integer}}").Evaluate(Check.Yaml("n: ${{ x }}"), options).Errors);
    }

    [Theory]
    [InlineData("kind: cloud", """{"kind":"cloud","host":"h"}""")]
    [InlineData("kind: bundled", """{"kind":"bundled"}""")]
    [InlineData("{}", """{"kind":"cloud","host":"h"}""")]
    public void A_hidden_question_is_neither_required_nor_defaulted(string value, string completed)
    {
        const string schema = "required: [host]\nproperties: {host: {type: string, default: h, x-when: config.kind == 'cloud'}, kind: {type: string, default: cloud}}";
        var options = new EvaluationOptions { IsAsked = (node, root) => node.Extensions.When is not null && root is MapValue map && map["kind"] is StringValue { Text: "cloud" } };
        Assert.Equal(completed, Check.Completed(schema, value, options));
    }
}

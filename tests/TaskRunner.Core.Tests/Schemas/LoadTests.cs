using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>What is wrong with a schema itself is said where it stands.</summary>
public sealed class LoadTests
{
    [Theory]
    [InlineData("5", "1:1 TR2001 a schema is a map here, not integer []")]
    [InlineData("properties: {a: true}", "1:17 TR2001 a schema is a map here, not boolean [/properties/a]")]
    [InlineData("minLength: x", "1:12 TR2002 “minLength” must be number, not string [/minLength]")]
    [InlineData("minLength: -1", "1:12 TR2002 “minLength” must be integer >= 0, not integer [/minLength]")]
    [InlineData("multipleOf: 0", "1:13 TR2002 “multipleOf” must be number > 0, not integer [/multipleOf]")]
    [InlineData("required: a", "1:11 TR2002 “required” must be array of string, not string [/required]")]
    [InlineData("enum: a", "1:7 TR2002 “enum” must be array, not string [/enum]")]
    [InlineData("properties: []", "1:13 TR2002 “properties” must be object, not array [/properties]")]
    [InlineData("allOf: []", "1:8 TR2002 “allOf” must be array, minItems 1, not array [/allOf]")]
    [InlineData("exclusiveMinimum: 5", "1:19 TR2002 “exclusiveMinimum” must be true | false, not integer [/exclusiveMinimum]")]
    [InlineData("type: strng", "1:7 TR2003 there is no type “strng”; did you mean “string”? [/type]")]
    [InlineData("type: [string, 'null']", "1:7 TR2004 OpenAPI 3.0 has no lists of types [/type]")]
    [InlineData("items: [{}]", "1:8 TR2005 “items” is one schema, not a list [/items]")]
    [InlineData("pattern: '(a'", "1:10 TR2006 the pattern (a is not a regular expression: ( without ) [/pattern]")]
    [InlineData("pattern: '\\y'", "1:10 TR2006 the pattern \\y is not a regular expression: \\y [/pattern]")]
    [InlineData("pattern: '(?=a)'", "1:10 TR2007 the pattern (?=a) uses (?=a, which is not supported [/pattern]")]
    [InlineData("pattern: '(a)\\1'", "1:10 TR2007 the pattern (a)\\1 uses \\1, which is not supported [/pattern]")]
    [InlineData("pattern: '((a{200}){200}){200}'", "1:10 TR2019 the pattern ((a{200}){200}){200} is too large (20000) [/pattern]")]
    [InlineData("$ref: '#/nowhere'", "1:7 TR2008 “#/nowhere” leads to nothing in this schema [/$ref]")]
    [InlineData("$ref: http://example.com/a.yaml#/b", "1:7 TR2009 “http://example.com/a.yaml#/b” is outside this schema; nothing is fetched [/$ref]")]
    [InlineData("$ref: other.yaml", "1:7 TR2009 “other.yaml” is outside this schema; nothing is fetched [/$ref]")]
    [InlineData("$ref: '#'", "1:1 TR2010 this schema includes itself by way of # without going into the value []")]
    [InlineData("definitions: {a: {allOf: [{$ref: '#/definitions/a'}]}}", "1:18 TR2010 this schema includes itself by way of #/definitions/a/allOf/0 without going into the value [/definitions/a]")]
    [InlineData("const: 5", "1:1 TR2011 OpenAPI 3.0 has no “const” [/const]")]
    [InlineData("$schema: http://json-schema.org/draft-07/schema#", "1:10 TR2016 $schema \"http://json-schema.org/draft-07/schema#\" is not supported [/$schema]")]
    [InlineData("oneOf: [{type: object}]\ndiscriminator: {propertyName: k, mapping: {a: '#/x'}}", "2:47 TR2020 the discriminator maps “a” to “#/x”, which is none of the alternatives [/discriminator]")]
    [InlineData("x-secret: maybe", "1:11 TR2002 “x-secret” must be true | false, not string [/x-secret]")]
    [InlineData("x-generate: {length: 24, bytes: 3}", "1:13 TR2002 “x-generate” must be {length, alphabet?} | {bytes, encoding?} | {uuid: true}, not object [/x-generate]")]
    [InlineData("x-global: a..b", "1:11 TR2002 “x-global” must be a.b, not string [/x-global]")]
    public void An_error_is_found_at_its_place(string schema, string problem) => Assert.Equal(problem, Check.Problems(schema));

    [Theory]
    [InlineData("requried: [a]", "1:1 TR2012 the keyword “requried” is not known and does nothing; did you mean “required”? [/requried]")]
    [InlineData("format: hostnme", "1:9 TR2023 the format “hostnme” is not known and only describes; did you mean “hostname”? [/format]")]
    [InlineData("format: quantity", "")]
    [InlineData("definitions: {a: {}}\nproperties: {b: {$ref: '#/definitions/a', maxLength: 3, title: ok, x-order: 1}}", "2:43 TR2013 “maxLength” does not count beside $ref [/properties/b/maxLength]")]
    [InlineData("x-anything: {a: 1}", "")]
    public void What_does_nothing_is_a_warning(string schema, string problem) => Assert.Equal(problem, Check.Problems(schema));

    [Fact]
    public void Every_error_is_found_at_once() => Assert.Equal(
        ["TR2002", "TR2003", "TR2006", "TR2008"],
        Check.Problems("properties: {a: {type: x, minLength: x}, b: {$ref: '#/x'}, c: {pattern: '['}}").Split('\n').Select(l => l.Split(' ')[1]).Order());

    [Fact]
    public void Schemas_that_multiply_without_end_are_stopped()
    {
        var definitions = string.Concat(Enumerable.Range(0, 60).Select(i => $"  d{i}: {{allOf: [{{$ref: '#/definitions/d{i + 1}'}}, {{$ref: '#/definitions/d{i + 1}'}}]}}\n"));
        Assert.StartsWith("1:1 TR2080", Check.Errors($"$ref: '#/definitions/d0'\ndefinitions:\n{definitions}  d60: {{type: string}}\n", "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allOf: [", "]")]
    [InlineData("oneOf: [", "]")]
    [InlineData("properties: {a: ", "}")]
    [InlineData("anyOf: [{type: integer}, {properties: {a: ", "}}]")]
    public void The_deepest_schemas_and_values_fit_on_a_small_stack(string open, string close)
    {
        var (schema, value) = ((Value)MapValue.Empty, Value.Null);
        for (var i = 0; i < 80; i++)
        {
            var text = Check.Yaml($"{open}{{}}{close}");
            schema = Put((MapValue)text, schema);
            value = MapValue.Of(("a", value));
        }

        var thread = new Thread(() => Schema.Load(schema, new DiagnosticBag())!.Evaluate(value), maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
    }

    private static Value Put(Value at, Value inner) => at switch
    {
        MapValue { Entries.IsEmpty: true } => inner,
        MapValue map => new MapValue([.. map.Entries[..^1], map.Entries[^1] with { Value = Put(map.Entries[^1].Value, inner) }]),
        ListValue list => new ListValue(list.Items.SetItem(list.Items.Length - 1, Put(list.Items[^1], inner))),
        _ => at,
    };

    [Fact]
    public void A_chain_of_references_without_end_is_refused()
    {
        var definitions = string.Concat(Enumerable.Range(0, 2000).Select(i => $"  d{i}: {{$ref: '#/definitions/d{i + 1}'}}\n"));
        Assert.Contains("TR2022", Check.Problems($"definitions:\n{definitions}  d2000: {{type: string}}\n"), StringComparison.Ordinal);
    }
}

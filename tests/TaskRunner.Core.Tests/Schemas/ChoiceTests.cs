namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Errors of <c>oneOf</c> and <c>anyOf</c> are those of the branch a person meant.</summary>
public sealed class ChoiceTests
{
    private const string Pets = """
        properties:
          pet:
            oneOf:
            - {$ref: '#/definitions/Cat'}
            - {$ref: '#/definitions/Dog'}
        definitions:
          Cat: {type: object, required: [kind, lives], additionalProperties: false, properties: {kind: {enum: [cat]}, lives: {type: integer}}}
          Dog: {type: object, required: [kind, name], additionalProperties: false, properties: {kind: {enum: [dog]}, name: {type: string}}}
        """;

    private static readonly string Discriminated =
        Pets.Replace("oneOf:", "discriminator: {propertyName: kind, mapping: {cat: '#/definitions/Cat', dog: Dog}}\n    oneOf:", StringComparison.Ordinal);

    [Theory]
    [InlineData("{kind: cat, lives: nine}", "1:25 TR2050 must be integer, not string [/pet/lives] </definitions/Cat/properties/lives/type>")]
    [InlineData("{kind: dog}", "1:6 TR2053 “name” is missing [/pet] </definitions/Dog/required>")]
    [InlineData("{kind: dog, name: x, lives: 9}", "1:27 TR2054 the key “lives” is not known here [/pet/lives] </definitions/Dog/additionalProperties>")]
    public void The_constant_that_fits_decides(string pet, string error)
    {
        Assert.Equal(error, Check.Errors(Pets, $"pet: {pet}"));
        Assert.Equal(error, Check.Errors(Discriminated, $"pet: {pet}"));
    }

    [Theory]
    [InlineData("{kind: rat}", "1:13 TR2078 “kind” must be one of cat, dog, Cat, Dog; did you mean “cat”? [/pet/kind] </properties/pet/discriminator>")]
    [InlineData("{lives: 9}", "1:6 TR2053 “kind” is missing [/pet] </properties/pet/discriminator>")]
    [InlineData("7", "1:6 TR2050 must be object, not integer [/pet] </properties/pet/oneOf>")]
    public void A_discriminator_says_what_it_wants(string pet, string error) => Assert.Equal(error, Check.Errors(Discriminated, $"pet: {pet}"));

    [Theory]
    [InlineData("{anyOf: [{type: integer}, {type: string}]}", "[]", "1:1 TR2050 must be integer | string, not array [] </anyOf>")]
    [InlineData("{anyOf: [{type: integer, minimum: 3}, {type: string, pattern: x}]}", "1", "1:1 TR2056 must be at least 3 [] </anyOf/0/minimum>")]
    [InlineData("{anyOf: [{enum: [a]}, {enum: [b, c]}]}", "d", "1:1 TR2051 must be one of \"a\", \"b\", \"c\"; did you mean “a”? [] </anyOf>")]
    [InlineData("{anyOf: [{required: [a]}, {required: [b]}]}", "{}", "1:1 TR2077 one of these is missing: a, b [] </anyOf>")]
    [InlineData("{oneOf: [{title: A, required: [a]}, {required: [b]}]}", "{a: 1, b: 2}", "1:1 TR2075 fits several alternatives, must fit exactly one: A, /oneOf/1 [] </oneOf>")]
    [InlineData("{anyOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}]}", "{b: 1.5e3}", "")]
    [InlineData("{oneOf: [{properties: {host: {type: string}, port: {type: integer}}, required: [host, port]}, {properties: {socket: {type: string}}, required: [socket]}]}", "{host: x, port: y}", "1:17 TR2050 must be integer, not string [/port] </oneOf/0/properties/port/type>")]
    [InlineData("{anyOf: [{type: object, properties: {a: {anyOf: [{type: integer}, {type: boolean}]}}}, {type: array}]}", "{a: x}", "1:5 TR2050 must be boolean | integer, not string [/a] </anyOf/0/properties/a/anyOf>")]
    public void The_best_match_speaks(string schema, string value, string error) => Assert.Equal(error, Check.Errors(schema, value));
}

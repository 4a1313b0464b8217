using System.Text;
using TaskRunner.Tasks.Helm2;

namespace TaskRunner.Tasks.Tests.Helm2;

public sealed class LegacyYamlTests
{
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("N", "false")]
    [InlineData("\"yes\"", "\"yes\"")]
    [InlineData("0777", "511")]
    [InlineData("0o17", "15")]
    [InlineData("089", "89")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x1f", "-31")]
    [InlineData("0b101", "5")]
    [InlineData("-0b11", "-3")]
    [InlineData("1_000", "1000")]
    [InlineData("+12", "12")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("123456789012345678901234", "1.2345678901234569e+23")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("3.0", "3")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("1:20", "\"1:20\"")]
    [InlineData("2019-10-02", "\"2019-10-02\"")]
    [InlineData("2019-10-02T07:08:20Z", "\"2019-10-02T07:08:20Z\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("~", "null")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!float 3", "3")]
    [InlineData("!!binary aGk=", "\"hi\"")]
    [InlineData("!mine 12", "\"12\"")]
    [InlineData("\"<&>\\u2028\\t\\\\\"", "\"\\u003c\\u0026\\u003e\\u2028\\t\\\\\"")]
    public void A_scalar_means_what_it_meant_to_helm_2(string yaml, string json) =>
        Assert.Equal($"{{\"k\":{json}}}", Json("k: " + yaml));

    [Theory]
    [InlineData("y: 1", "{\"true\":1}")]
    [InlineData("off: 1", "{\"false\":1}")]
    [InlineData("0x10: 1", "{\"16\":1}")]
    [InlineData("1.5: 1", "{\"1.5\":1}")]
    [InlineData("1e6: 1", "{\"1e+06\":1}")]
    [InlineData("2019-10-02: 1", "{\"2019-10-02\":1}")]
    [InlineData("b: 1\na: 2\nB: 3", "{\"B\":3,\"a\":2,\"b\":1}")]
    [InlineData("a: 1\na: 2", "{\"a\":2}")]
    [InlineData("\"\\U0001F600\": 1\n\"\\uFFFD\": 2", "{\"\uFFFD\":2,\"\U0001F600\":1}")]
    [InlineData("", "{}")]
    [InlineData("# nothing", "{}")]
    [InlineData("null", "{}")]
    [InlineData("a: 1\n---\nb: 2", "{\"a\":1}")]
    [InlineData("d: &d {x: 1, z: 3}\ne:\n  <<: *d\n  x: 2", "{\"d\":{\"x\":1,\"z\":3},\"e\":{\"x\":2,\"z\":3}}")]
    [InlineData("a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc:\n  <<: [*a, *b]", "{\"a\":{\"x\":1},\"b\":{\"true\":3,\"x\":2},\"c\":{\"true\":3,\"x\":1}}")]
    public void A_map_becomes_what_helm_3_stores(string yaml, string json) => Assert.Equal(json, Json(yaml));

    [Theory]
    [InlineData("a: [1")]
    [InlineData("[1, 2]")]
    [InlineData("just text")]
    [InlineData("a: .inf")]
    [InlineData("~: 1")]
    [InlineData("[a]: 1")]
    [InlineData("<<: 3")]
    [InlineData("a: *nobody")]
    [InlineData("a: !!int yes")]
    [InlineData("a: &a [*a]")]
    public void What_helm_could_not_read_is_an_error(string yaml) => Assert.Throws<InvalidDataException>(() => Json(yaml));

    [Fact]
    public void Aliases_of_aliases_end_in_an_error_not_in_all_the_memory()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("aliasing", Assert.Throws<InvalidDataException>(() => Json(text.ToString())).Message, StringComparison.Ordinal);
    }

    private static string Json(string yaml) => Encoding.UTF8.GetString(GoJson.ToUtf8(LegacyYaml.ReadMap(yaml)));
}

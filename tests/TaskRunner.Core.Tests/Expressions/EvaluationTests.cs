namespace TaskRunner.Core.Tests.Expressions;

public sealed class EvaluationTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1.50", "-1.50")]
    [InlineData("1e3", "1000")]
    [InlineData("'it''s'", null)]
    [InlineData(@"'it\'s'", "\"it's\"")]
    [InlineData("\"two\\nlines\\u0041\"", "\"two\\nlinesA\"")]
    [InlineData("'中文 😀'", "\"中文 😀\"")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "null")]
    [InlineData("[1, 'a', [null]]", "[1,\"a\",[null]]")]
    [InlineData("[1, 2,]", "[1,2]")]
    [InlineData("{a: 1, 'b c': config.replicas}", "{\"a\":1,\"b c\":3}")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    public void Literals_mean_themselves(string text, string? json) => Check(text, json);

    [Theory]
    [InlineData("config.domain", "\"shop.example\"")]
    [InlineData(" config . domain ", "\"shop.example\"")]
    [InlineData("config['domain']", "\"shop.example\"")]
    [InlineData("config.labels['shop db']", "\"x\"")]
    [InlineData("config.labels.3", "\"three\"")]
    [InlineData("config.hosts[0]", "\"a\"")]
    [InlineData("config.hosts[each.index]", "\"b\"")]
    [InlineData("config.hosts[9]", "null")]
    [InlineData("config.hosts[-1]", "null")]
    [InlineData("config.unheard", "null")]
    [InlineData("tasks.cp-kafka.outputs.x", "\"k\"")]
    [InlineData("tasks.cp-kafka.outputs.bootstrap-server", "\"k:9092\"")]
    [InlineData("tasks.3scale.outputs.y", "1")]
    [InlineData("tasks['cp-kafka'].outputs['x']", "\"k\"")]
    [InlineData("services['shop-db']?.version", "\"15.0.0\"")]
    [InlineData("services['other']?.version", "null")]
    [InlineData("services.other?.version.major.minor", "null")]
    [InlineData("services.other?.['version']", "null")]
    [InlineData("(config.labels).team", "\"blue\"")]
    [InlineData("{a: {b: 2}}.a.b", "2")]
    [InlineData("split('a,b', ',')[1]", "\"b\"")]
    [InlineData("each.value.size", "2")]
    public void Members_are_reached_by_dot_bracket_and_question_mark(string text, string json) => Check(text, json);

    [Theory]
    [InlineData("1 == 1.0", "true")]
    [InlineData("'1' == 1", "false")]
    [InlineData("null == false", "false")]
    [InlineData("config.nothing == null", "true")]
    [InlineData("config.unheard != null", "false")]
    [InlineData("[1, {a: 2}] == [1.0, {a: 2}]", "true")]
    [InlineData("{a: 1, b: 2} == {b: 2, a: 1}", "true")]
    [InlineData("'a' != 'b'", "true")]
    [InlineData("1 < 2", "true")]
    [InlineData("2 <= 2.0", "true")]
    [InlineData("'a' < 'b'", "true")]
    [InlineData("'B' < 'a'", "true")]
    [InlineData("10 > 9", "true")]
    [InlineData("'10' > '9'", "false")]
    [InlineData("-1 < -0.5", "true")]
    [InlineData("1 < 2 == true", "true")]
    [InlineData("12345678901234567890 < 12345678901234567891", "true")]
    public void Comparison_is_strict(string text, string json) => Check(text, json);

    [Theory]
    [InlineData("true && 'x'", "\"x\"")]
    [InlineData("'' && config.nothing.x", "\"\"")]
    [InlineData("0 || 'x'", "\"x\"")]
    [InlineData("'y' || config.nothing.x", "\"y\"")]
    [InlineData("!config.empty", "true")]
    [InlineData("!![]", "true")]
    [InlineData("!{}", "false")]
    [InlineData("config.nothing ?? config.unheard ?? 'c'", "\"c\"")]
    [InlineData("0 ?? 1", "0")]
    [InlineData("'' ?? 'x'", "\"\"")]
    [InlineData("'a' ?? config.nothing.x", "\"a\"")]
    [InlineData("config.debug ? config.nothing.x : 'off'", "\"off\"")]
    [InlineData("false ? 1 : true ? 2 : 3", "2")]
    [InlineData("true || false && false", "true")]
    [InlineData("(true || false) && false", "false")]
    [InlineData("(null ?? true) && true", "true")]
    [InlineData("default(config.nothing, 5)", "5")]
    [InlineData("default(config.domain, config.nothing.x)", "\"shop.example\"")]
    [InlineData("config.debug ?.5 : 1", null)]
    public void Logic_evaluates_only_what_it_needs(string text, string? json) => Check(text, json);

    [Theory]
    [InlineData("1 + 2", "3")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("config.ratio + 0.90", "1")]
    [InlineData("9007199254740993 + 1", "9007199254740994")]
    [InlineData("1e300 + 1e300", "2E+300")]
    [InlineData("'a' + 'b' + 'c'", "\"abc\"")]
    [InlineData("1 + 2 + 'a' + 1 + 2", "\"3a12\"")]
    [InlineData("'port-' + 8080", "\"port-8080\"")]
    [InlineData("'v' + 1.10", "\"v1.10\"")]
    [InlineData("1 + 2 < 4", "true")]
    public void Plus_adds_numbers_exactly_and_joins_text(string text, string json) => Check(text, json);

    [Theory]
    [InlineData("semver.lt('2.3.1', '2.10.0')", "true")]
    [InlineData("semver.lte('1.0.0', 'v1.0')", "true")]
    [InlineData("semver.eq('1.0.0+a', '1.0.0+b')", "true")]
    [InlineData("semver.gt('1.0.0', '1.0.0-rc.1')", "true")]
    [InlineData("semver.gte(installation.fromVersion, '2.0.0')", "true")]
    [InlineData("semver.lt(services['shop-db']?.version ?? '0.0.0', '15.0.0')", "false")]
    [InlineData("semver.satisfies('1.4.2', '^1.2')", "true")]
    [InlineData("semver.satisfies('2.0.0-rc.1', '>=1')", "false")]
    [InlineData("contains('shop.example', 'exam')", "true")]
    [InlineData("contains(config.hosts, 'b')", "true")]
    [InlineData("contains([1, null], null)", "true")]
    [InlineData("contains(config.labels, 'team')", "true")]
    [InlineData("startsWith('abc', 'ab') && endsWith('abc', 'bc')", "true")]
    [InlineData("join(config.hosts)", "\"a,b,c\"")]
    [InlineData("join([1, true, 'x', [2]], ' ')", "\"1 true x [2]\"")]
    [InlineData("split('a--b', '-')", "[\"a\",\"\",\"b\"]")]
    [InlineData("lower('AbÇ') + upper('ab') + trim(' x ')", "\"abçABx\"")]
    [InlineData("replace('a.b.c', '.', '-')", "\"a-b-c\"")]
    [InlineData("length('abc') + length(config.hosts) + length(config.labels)", "9")]
    [InlineData("toJson({a: [1, 'x', null]})", "\"{\\\"a\\\":[1,\\\"x\\\",null]}\"")]
    [InlineData("fromJson('{\"a\": [1.50]}').a[0]", "1.50")]
    [InlineData("base64('héllo')", "\"aMOpbGxv\"")]
    [InlineData("sha256('abc')", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"")]
    public void Functions_compute(string text, string json) => Check(text, json);

    /// <param name="text">The expression.</param>
    /// <param name="json">Its value, or null where it must not parse.</param>
    private static void Check(string text, string? json)
    {
        if (json is null)
        {
            Assert.StartsWith("TR40", Evaluation.ErrorOf(text).Code, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(Evaluation.Json(json), Evaluation.Evaluate(text));
        }
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

/// <summary>Each error with its code and the exact columns it marks: <c>«</c> and <c>»</c> stand around them in the text.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("TR4001", "config.domain «config»")]
    [InlineData("TR4001", "config «;» 1")]
    [InlineData("TR4001", "(config.domain)«)»")]
    [InlineData("TR4001", "[1, «+» 2]")]
    [InlineData("TR4001", "x «=>» 1")]
    [InlineData("TR4001", "«😀»")]
    [InlineData("TR4001", "`a`", 0, 1)]
    [InlineData("TR4002", "1 + «'»abc")]
    [InlineData("TR4003", "  ")]
    [InlineData("TR4004", "1 + «trimm»('x')")]
    [InlineData("TR4004", "«semver.less»('1', '2')")]
    [InlineData("TR4004", "«semver.lt» + 1")]
    [InlineData("TR4005", "«lower»()")]
    [InlineData("TR4005", "«replace»('a', 'b')")]
    [InlineData("TR4005", "«default»(config.x)")]
    [InlineData("TR4009", "config.debug «===» true")]
    [InlineData("TR4009", "config.debug «=» true")]
    [InlineData("TR4009", "config.debug «&» true")]
    [InlineData("TR4010", "true || null «??» 1")]
    [InlineData("TR4010", "null ?? true «&&» 1")]
    [InlineData("TR4011", "1 + «1.2.3»")]
    [InlineData("TR4011", "«007»")]
    [InlineData("TR4011", "«1px»")]
    [InlineData("TR4011", "«1.»")]
    [InlineData("TR4013", "(config.domain «,» 1)")]
    [InlineData("TR4013", "config['a' «:» 'b']")]
    [InlineData("TR4013", "true ? 1 «)»")]
    [InlineData("TR4014", "1 +«»")]
    [InlineData("TR4015", "lower(config.domain«»")]
    [InlineData("TR4015", "true ? 1«»")]
    [InlineData("TR4016", @"'a«\q»'")]
    [InlineData("TR4016", @"'a«\u»12'")]
    [InlineData("TR4016", @"«'\uD83D'»")]
    [InlineData("TR4017", "config.«+»", 6, 8)]
    [InlineData("TR4018", "«-»config.replicas")]
    [InlineData("TR4018", "config.replicas «-» 1")]
    [InlineData("TR4018", "lower(config.domain «-» 1)")]
    [InlineData("TR4018", "«-»'a'")]
    [InlineData("TR1003", "{a: 1, «a»: 2}")]
    public void Syntax_errors_mark_the_place(string code, string marked, int? start = null, int? end = null) => Check(code, marked, start, end);

    [Theory]
    [InlineData("TR4020", "1 + «confg».domain")]
    [InlineData("TR4020", "«default».x")]
    [InlineData("TR4021", "config.nothing«.member»")]
    [InlineData("TR4021", "config.unheard«['a b']».c")]
    [InlineData("TR4021", "services.other?.version == null && (services.other)«.version»")]
    [InlineData("TR4022", "config.domain«.length»")]
    [InlineData("TR4022", "config.replicas«['x']»")]
    [InlineData("TR4022", "config.hosts«.length»")]
    [InlineData("TR4023", "config.hosts[«'a'»]")]
    [InlineData("TR4023", "config.hosts[«0.5»]")]
    [InlineData("TR4023", "config.labels[«1»]")]
    [InlineData("TR4024", "lower(«config.nothing»)")]
    [InlineData("TR4024", "'a' + «config.nothing»")]
    [InlineData("TR4024", "1 < «config.nothing»")]
    [InlineData("TR4025", "lower(«config.replicas»)")]
    [InlineData("TR4025", "'a' + «config.hosts»")]
    [InlineData("TR4025", "1 + «true»")]
    [InlineData("TR4025", "contains('abc', «1»)")]
    [InlineData("TR4026", "«1 < '2'»")]
    [InlineData("TR4026", "«config.hosts >= 1»")]
    [InlineData("TR4026", "«(config.domain) < ((1) + (2))»")]
    [InlineData("TR4024", "contains('abc', «null»)")]
    [InlineData("TR4027", "semver.lt(«config.domain», '1.0.0')")]
    [InlineData("TR4028", "semver.satisfies('1.0.0', «'one or two'»)")]
    [InlineData("TR4029", "fromJson(«'{a: 1}'»)")]
    [InlineData("TR4032", "«1.7e308 + 1.7e308»")]
    [InlineData("TR4033", "replace('a', «''», 'b')")]
    [InlineData("TR4033", "split('a', «config.empty»)")]
    [InlineData("TR4019", "join(«[1, null]»)")]
    public void Evaluation_errors_mark_the_place(string code, string marked) => Check(code, marked, null, null);

    [Fact]
    public void A_member_of_null_names_what_is_null_and_the_member()
    {
        var error = Evaluation.ErrorOf("services['other'].version.major");
        Assert.Equal("“services['other']” is null and has no member “version”", MessageCatalogue.English.Format(error));
    }

    [Theory]
    [InlineData("confg.x", "config")]
    [InlineData("Tasks.x", "tasks")]
    [InlineData("startWith('a', 'b')", "startsWith")]
    [InlineData("semver.ltt('1', '2')", "semver.lt")]
    public void A_wrong_name_comes_with_the_nearest_right_one(string text, string meant) =>
        Assert.Equal(meant, Evaluation.ErrorOf(text).DidYouMean);

    [Fact]
    public void Long_chains_are_read_and_deep_nesting_is_refused()
    {
        Assert.Equal(Value.From(2000), Evaluation.Evaluate(string.Join("+", Enumerable.Repeat("1", 2000))));
        Assert.Equal(Value.True, Evaluation.Evaluate(string.Join("&&", Enumerable.Repeat("true", 2000))));
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("!", ""), ("lower(", ")"), ("{a: ", "}"), ("true ? 1 : ", "") })
        {
            var deep = string.Concat(Enumerable.Repeat(open, 70)) + "1" + string.Concat(Enumerable.Repeat(close, 70));
            Assert.Equal("TR4008", Evaluation.ErrorOf(deep).Code);
        }

        Assert.Equal("TR4008", Evaluation.ErrorOf(string.Join("==", Enumerable.Repeat("1", 70))).Code);
    }

    [Fact]
    public void Long_texts_and_large_results_are_refused()
    {
        Assert.Equal("TR4007", Evaluation.ErrorOf("'" + new string('a', 20_000) + "'").Code);
        var big = MapValue.Of(("config", MapValue.Of(("big", Value.From(new string('a', 1 << 20))))));
        foreach (var text in new[]
                 {
                     "config.big + 'a'", "base64(config.big)", "replace(config.big, 'a', config.big)", "toJson([config.big, config.big])",
                     "join([config.big, config.big])", "split(config.big, 'a')", "toJson(config.big)",
                 })
        {
            var expression = Evaluation.Parse(text);
            Assert.Equal("TR4030", Assert.Throws<ExpressionException>(() => expression.Evaluate(big)).Diagnostic.Code);
        }
    }

    [Fact]
    public void Every_code_has_text_in_both_languages()
    {
        var chinese = MessageCatalogue.Load("zh");
        var codes = MessageCatalogue.English.Keys.Where(k => k.StartsWith("TR40", StringComparison.Ordinal)).Order().ToList();
        Assert.Equal(codes, chinese.Keys.Where(k => k.StartsWith("TR40", StringComparison.Ordinal)).Order());
        foreach (var code in codes)
        {
            var diagnostic = new Diagnostic(code, Severity.Error, default, ["a", "b", "c", "d"]);
            Assert.NotEqual(MessageCatalogue.English.Format(diagnostic), chinese.Format(diagnostic));
            Assert.NotNull(chinese.Explain(code));
            Assert.Equal(MessageCatalogue.English.Help(diagnostic) is null, chinese.Help(diagnostic) is null);
        }
    }

    private static void Check(string code, string marked, int? start, int? end)
    {
        var text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        var error = Evaluation.ErrorOf(text);
        Assert.Equal(code, error.Code);
        if (start is null && marked.Contains('«', StringComparison.Ordinal))
        {
            (start, end) = (marked.IndexOf('«', StringComparison.Ordinal), marked.IndexOf('»', StringComparison.Ordinal) - 1);
        }

        if (start is not null)
        {
            Assert.Equal((start, end), (error.Span.Start, error.Span.End));
        }
    }
}

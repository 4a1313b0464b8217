using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

public sealed class CheckerTests
{
    private static readonly Shape Text = new ScalarShape(ScalarKind.String);
    private static readonly Shape Number = new ScalarShape(ScalarKind.Number);

    private static readonly MapShape Scope = MapShape.Of(
        ("config", MapShape.Of(
            ("domain", Text),
            ("replicas", Number),
            ("nickname", Text with { IsNullable = true }),
            ("tls", MapShape.Of(("issuer", Text)) with { IsNullable = true }),
            ("password", Text with { IsSecret = true }),
            ("account", MapShape.Of(("user", Text), ("token", Text with { IsSecret = true }))),
            ("hosts", new ListShape(Text)),
            ("labels", MapShape.Empty with { Additional = Text }),
            ("free", Shape.Any))),
        ("global", MapShape.Of(("kind", new ScalarShape(ScalarKind.String, [Value.From("bundled"), Value.From("cloud")])))),
        ("tasks", MapShape.Of(
            ("db", MapShape.Of(("outputs", MapShape.Of(("host", Text), ("port", Number))), ("state", Text))),
            ("cache", MapShape.Of(("outputs", MapShape.Of(("url", Text with { NullWhenSkipped = "cache" }))))))),
        ("services", MapShape.Empty with { Additional = MapShape.Of(("version", Text)) }));

    [Theory]
    [InlineData("config.domain + ':' + config.replicas")]
    [InlineData("config.labels.team ?? 'none'")]
    [InlineData("lower(config.nickname ?? 'x')")]
    [InlineData("config.nickname != null && startsWith(config.nickname, 'a')")]
    [InlineData("config.nickname == null || startsWith(config.nickname, 'a')")]
    [InlineData("!config.nickname || startsWith(config.nickname, 'a')")]
    [InlineData("config.nickname ? lower(config.nickname) : 'x'")]
    [InlineData("config.nickname == 'a' ? lower(config.nickname) : 'x'")]
    [InlineData("config.tls != null ? config.tls.issuer : 'x'")]
    [InlineData("config.tls?.issuer && lower(config.tls.issuer)")]
    [InlineData("default(config.tls?.issuer, 'none')")]
    [InlineData("semver.lt(services['shop-db']?.version ?? '0.0.0', '15.0.0')")]
    [InlineData("tasks.cache.outputs.url ?? 'none'")]
    [InlineData("tasks.cache.outputs.url != null ? lower(tasks.cache.outputs.url) : ''")]
    [InlineData("lower(default(tasks.cache.outputs.url, 'none'))")]
    [InlineData("global.kind == 'cloud'")]
    [InlineData("config.free.anything.at['all'] > 3 && lower(config.free)")]
    [InlineData("config.hosts[0] + config.hosts[config.replicas]")]
    [InlineData("config.domain == null")]
    [InlineData("fromJson(config.domain).x + 1")]
    [InlineData("semver.satisfies(config.domain, '^1.0')")]
    [InlineData("{a: config.domain}.a + 'x'")]
    [InlineData("(config.domain ? 1 : 2) + 1")]
    public void What_is_right_passes(string text)
    {
        var (_, errors) = Check(text);
        Assert.Empty(errors.Items.Select(MessageCatalogue.English.Format));
    }

    [Theory]
    [InlineData("TR4020", "«confg».domain", "config")]
    [InlineData("TR4020", "«each».key", null)]
    [InlineData("TR4040", "config«.domian»", "domain")]
    [InlineData("TR4040", "tasks«.dbb».outputs.host", "db")]
    [InlineData("TR4040", "tasks.db.outputs«['hots']»", "host")]
    [InlineData("TR4041", "config.tls«.issuer»", null)]
    [InlineData("TR4041", "services['shop-db']«.version»", null)]
    [InlineData("TR4042", "lower(«config.nickname»)", null)]
    [InlineData("TR4042", "'a' + «config.labels.team»", null)]
    [InlineData("TR4042", "lower(«services.x?.version»)", null)]
    [InlineData("TR4042", "«config.nickname» < 'a'", null)]
    [InlineData("TR4042", "lower(«tasks.cache.outputs.url && 'a'»)", null)]
    [InlineData("TR4043", "«tasks.cache.outputs.url»", null)]
    [InlineData("TR4043", "lower(«tasks.cache.outputs.url»)", null)]
    [InlineData("TR4043", "tasks.cache.outputs.url != null ? 1 : lower(«tasks.cache.outputs.url»)", null)]
    [InlineData("TR4044", "«config.replicas == '3'»", null)]
    [InlineData("TR4044", "«config.hosts != 'a'»", null)]
    [InlineData("TR4045", "global.kind == «'clould'»", "cloud")]
    [InlineData("TR4045", "«'external'» != global.kind", null)]
    [InlineData("TR4022", "config.domain«.length»", null)]
    [InlineData("TR4022", "config.hosts«.first»", null)]
    [InlineData("TR4023", "config.hosts[«config.domain»]", null)]
    [InlineData("TR4024", "lower(«null»)", null)]
    [InlineData("TR4025", "lower(«config.replicas»)", null)]
    [InlineData("TR4025", "«config.hosts» + 'a'", null)]
    [InlineData("TR4025", "join(«config.domain»)", null)]
    [InlineData("TR4026", "«config.domain > 3»", null)]
    [InlineData("TR4027", "semver.lt(config.domain, «'one'»)", null)]
    [InlineData("TR4028", "semver.satisfies(config.domain, «'one two'»)", null)]
    [InlineData("TR4029", "fromJson(«'{'»)", null)]
    [InlineData("TR4025", "contains(config.domain, «config.replicas»)", null)]
    public void What_is_wrong_is_found_before_the_run(string code, string marked, string? didYouMean)
    {
        var (_, errors) = Check(marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal));
        var error = Assert.Single(errors.Items);
        Assert.Equal(code, error.Code);
        Assert.Equal(didYouMean, error.DidYouMean);
        Assert.Equal(
            (marked.IndexOf('«', StringComparison.Ordinal), marked.IndexOf('»', StringComparison.Ordinal) - 1),
            (error.Span.Start, error.Span.End));
    }

    [Theory]
    [InlineData("config.password", true)]
    [InlineData("'x' + config.password", true)]
    [InlineData("config.password ?? 'x'", true)]
    [InlineData("config.password == 'x'", true)]
    [InlineData("toJson(config.account)", true)]
    [InlineData("config.account.token", true)]
    [InlineData("config.domain ? config.password : ''", true)]
    [InlineData("config.password == 'a' ? 1 : 2", true)]
    [InlineData("contains([config.password], 'x')", true)]
    [InlineData("config.password == null", false)]
    [InlineData("config.account.user", false)]
    [InlineData("length([config.password])", false)]
    public void The_check_knows_what_is_made_from_a_secret(string text, bool secret)
    {
        var (shape, errors) = Check(text);
        Assert.Empty(errors.Items);
        Assert.Equal(secret, shape.HoldsSecret);
    }

    [Theory]
    [InlineData("config.password == 'x'", "TR4046")]
    [InlineData("config.password", "TR4046")]
    [InlineData("config.password != null", null)]
    [InlineData("tasks.cache.outputs.url", null)]
    public void A_condition_is_not_made_from_a_secret(string text, string? code)
    {
        var errors = new DiagnosticBag();
        ExpressionChecker.CheckCondition(Evaluation.Parse(text), Scope, errors);
        Assert.Equal(code, errors.Items.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("x ${{ config.nickname }}", "TR4042")]
    [InlineData("x ${{ null }}", "TR4031")]
    [InlineData("${{ config.nickname }}", null)]
    [InlineData("${{ tasks.cache.outputs.url }}", "TR4043")]
    [InlineData("x ${{ config.nickname ?? '' }}", null)]
    public void Null_has_no_place_within_a_text(string text, string? code)
    {
        var errors = new DiagnosticBag();
        ExpressionChecker.Check(Evaluation.ParseTemplate(text), Scope, errors);
        Assert.Equal(code, errors.Items.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("config.nickname != null", "lower(config.nickname)", null)]
    [InlineData("config.nickname", "lower(config.nickname)", null)]
    [InlineData("config.nickname == null", "lower(config.nickname)", "TR4042")]
    [InlineData("tasks.cache.outputs.url != null", "tasks.cache.outputs.url", null)]
    [InlineData("services['shop-db'] != null && config.domain == 'x'", "services['shop-db'].version + config.domain", null)]
    [InlineData("config.domain != 'x' || config.nickname != null", "lower(config.nickname)", "TR4042")]
    public void What_a_condition_has_ruled_out_needs_no_second_care(string given, string text, string? code)
    {
        var errors = new DiagnosticBag();
        ExpressionChecker.Check(Evaluation.Parse(text), Scope, errors, [Evaluation.Parse(given)]);
        ExpressionChecker.Check(Evaluation.ParseTemplate("x${{ " + text + " }}"), Scope, errors, [Evaluation.Parse(given)]);
        Assert.Equal(code is null ? [] : [code, code], errors.Items.Select(e => e.Code));
    }

    private static (Shape Shape, DiagnosticBag Errors) Check(string text)
    {
        var errors = new DiagnosticBag();
        return (ExpressionChecker.Check(Evaluation.Parse(text), Scope, errors), errors);
    }
}

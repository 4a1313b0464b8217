using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Expressions;

public sealed class SecretTests
{
    private static readonly string[] Leaves =
    [
        "config.password", "config.account.token", "config.account", "config.keys", "config.keys[0]", "config.domain", "config", "'hunter2'",
        "config.nothing", "1", "'a'", "null", "true", "config.account.user", "config.flag",
    ];

    private static readonly MapValue Sealed = Scope(Secret("p"), Secret("t"), Secret("k"), Secret("f"));

    [Fact]
    public void A_secret_alone_stays_itself()
    {
        foreach (var text in new[]
                 {
                     "config.password", "config.password ?? 'x'", "default(config.nothing, config.password)", "true ? config.password : 'x'",
                     "config.nothing ?? config.password", "false || config.password", "'x' && config.password",
                 })
        {
            var secret = Assert.IsType<SecretValue>(Evaluation.Parse(text).Evaluate(Sealed));
            Assert.Equal("p", secret.Fingerprint);
            Assert.IsType<SecretContent.Sealed>(secret.Content);
        }

        Assert.Equal("p", ((SecretValue)Evaluation.ParseTemplate("${{ config.password }}").Render(Sealed)).Fingerprint);
    }

    [Fact]
    public void What_is_made_from_a_secret_is_one_that_is_not_known_yet()
    {
        foreach (var text in new[]
                 {
                     "config.password + 'x'", "lower(config.password)", "!config.password", "config.password == 'x'", "config.password < 'x'",
                     "config.password ? 1 : 2", "config.password && 1", "config.password || 1", "toJson(config)", "config.password.x", "config.labels[config.password]",
                     "contains(config.keys, 'x')", "config.keys == []",
                 })
        {
            Assert.IsType<SecretContent.Derived>(Assert.IsType<SecretValue>(Evaluation.Parse(text).Evaluate(Sealed)).Content);
        }

        Assert.IsType<SecretContent.Derived>(Assert.IsType<SecretValue>(Evaluation.ParseTemplate("x${{ config.password }}").Render(Sealed)).Content);
    }

    [Theory]
    [InlineData("config.password == null", false)]
    [InlineData("null != config.password", true)]
    public void Whether_a_secret_is_set_is_no_secret(string text, bool value) =>
        Assert.Equal(Value.From(value), Evaluation.Parse(text).Evaluate(Sealed));

    [Fact]
    public void A_failure_behind_a_secret_choice_waits_until_the_secret_chooses()
    {
        var expression = Evaluation.Parse("config.password == 'hunter2' ? config.nothing.x : 'fine'");
        Assert.IsType<SecretValue>(expression.Evaluate(Sealed));
        Assert.Throws<ExpressionException>(() => expression.Evaluate(Revealed("hunter2")));
        Assert.Equal(Value.From("fine"), expression.Evaluate(Revealed("other")));
    }

    [Fact]
    public void Fingerprints_follow_from_the_operation_and_its_operands()
    {
        string Print(string text, string fingerprint) =>
            ((SecretValue)Evaluation.Parse(text).Evaluate(Scope(Secret(fingerprint), Secret("t"), Secret("k"), Secret("f")))).Fingerprint;

        Assert.Equal(Print("config.password + 'x'", "p"), Print("config.password+\"x\"", "p"));
        Assert.NotEqual(Print("config.password + 'x'", "p"), Print("config.password + 'x'", "q"));
        Assert.NotEqual(Print("config.password + 'x'", "p"), Print("config.password + 'y'", "p"));
        Assert.NotEqual(Print("lower(config.password)", "p"), Print("upper(config.password)", "p"));
        Assert.NotEqual(Print("'v' + 1.10 + config.password", "p"), Print("'v' + 1.1 + config.password", "p"));
        Assert.NotEqual(Print("'ab' + 'c' + config.password", "p"), Print("'a' + 'bc' + config.password", "p"));

        // Stored plans and digests hold it: it is the same in every version.
        Assert.Equal("bfc411de03b84c810a12b793c05f25af", Print("config.password + 'x'", "p"));
    }

    /// <summary>Two runs that differ in secrets only: where their results differ, both the plan and the attempt knew that the result is secret.</summary>
    [Fact]
    public void What_depends_on_a_secret_is_known_to_be_secret() => Generated.Over(Leaves).Sample(
        text =>
        {
            var expression = Evaluation.Parse(text);
            var (one, other) = (Outcome(expression, Revealed("hunter2")), Outcome(expression, Revealed("Tr0ub4dor")));
            var isSecret = expression.IsSecret(r => r.IsSecretIn(Sealed));
            if (one == other)
            {
                return;
            }

            Assert.True(isSecret, $"{one} and {other}, yet the attempt takes it for public");
            Assert.Contains("$secret", Outcome(expression, Sealed), StringComparison.Ordinal);
        },
        iter: 50_000);

    [Fact]
    public void What_the_plan_finds_secret_the_attempt_finds_secret() => Generated.Over(Leaves).Sample(
        text =>
        {
            var expression = Evaluation.Parse(text);
            if (Outcome(expression, Sealed).Contains("$secret", StringComparison.Ordinal))
            {
                Assert.True(expression.IsSecret(r => r.IsSecretIn(Sealed)));
            }
        },
        iter: 20_000);

    [Fact]
    public void No_error_shows_a_value() => Generated.Over([.. Leaves.Where(l => l != "'hunter2'")]).Sample(
        text =>
        {
            var outcome = Error(Evaluation.Parse(text), Revealed("hunter2")) ?? "";
            Assert.DoesNotContain("hunter2", outcome, StringComparison.Ordinal);
        },
        iter: 20_000);

    private static string? Error(Expression expression, MapValue scope)
    {
        try
        {
            expression.Evaluate(scope);
            return null;
        }
        catch (ExpressionException e)
        {
            return MessageCatalogue.English.Format(e.Diagnostic) + MessageCatalogue.English.Help(e.Diagnostic);
        }
    }

    private static string Outcome(Expression expression, MapValue scope)
    {
        try
        {
            return expression.Evaluate(scope).ToString();
        }
        catch (ExpressionException)
        {
            return "refused";
        }
    }

    private static SecretValue Secret(string fingerprint) => new(new SecretContent.Sealed(new byte[] { 1, 2, 3 }), fingerprint);

    private static MapValue Revealed(string secret) =>
        Scope(Value.From(secret), Value.From(secret + "-token"), Value.From(secret + "-key"), Value.From(secret.Length == 7));

    private static MapValue Scope(Value password, Value token, Value key, Value flag) => MapValue.Of(("config", MapValue.Of(
        ("domain", Value.From("shop.example")),
        ("nothing", Value.Null),
        ("labels", MapValue.Empty),
        ("password", password),
        ("flag", flag),
        ("keys", new ListValue([key, Value.From("public")])),
        ("account", MapValue.Of(("user", Value.From("shop")), ("token", token))))));
}

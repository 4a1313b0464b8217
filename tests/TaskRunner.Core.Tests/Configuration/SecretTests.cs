using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class SecretTests
{
    private const string Canary = "c4n4ry-Zq9";

    private static readonly TaskRunner.Model.PackageManifest Shop = Package(Properties("""
        password: {type: string, x-secret: true, minLength: 4, maxLength: 40, title: Password, default: changeme}
        pin: {type: integer, x-secret: true}
        login: {type: object, x-secret: true, properties: {user: {type: string}}}
        codes: {type: array, x-secret: true, items: {type: integer}}
        users: {type: array, items: {type: object, properties: {name: {type: string}, token: {type: string, x-secret: true, pattern: '^[a-zA-Z0-9-]+$'}}}}
        keys: {type: object, additionalProperties: {type: string, x-secret: true}}
        plain: {type: string, maxLength: 3}
        drawn: {type: string, x-secret: true, x-generate: {length: 12}}
        """));

    [Fact]
    public void A_literal_is_sealed_on_entry_with_the_type_its_question_wants()
    {
        var config = Resolve(Shop, File("config: {password: 007700, pin: 42, login: {user: u}, users: [{name: n, token: t}], keys: {a: b}}")).Package.Config;
        Assert.Equal("\"007700\"", OpenVault.Open(config["password"]));
        Assert.Equal("42", OpenVault.Open(config["pin"]));
        Assert.Equal("""{"user":"u"}""", OpenVault.Open(config["login"]));
        Assert.Equal("\"t\"", OpenVault.Open(((MapValue)((ListValue)config["users"]!).Items[0])["token"]));
        Assert.Equal("\"b\"", OpenVault.Open(((MapValue)config["keys"]!)["a"]));
    }

    [Theory]
    [InlineData("login: {user: u}", "login", """{"user":"u"}""")]
    [InlineData("codes: [1, 2]", "codes", "[1,2]")]
    public void A_secret_may_be_a_map_or_a_list(string answer, string name, string sealedAs)
    {
        var resolved = Resolve(Shop, File($"config: {{{answer}}}"));
        Assert.Equal("", resolved.Errors());
        Assert.Equal(sealedAs, OpenVault.Open(resolved.Package.Config[name]));
    }

    [Theory]
    [InlineData("login: {user: [1]}")]
    [InlineData("login: text")]
    [InlineData("codes: [one]")]
    public void A_secret_map_or_list_must_fit_its_schema_and_is_not_shown(string answer) =>
        Assert.Equal("TR3026", Resolve(Shop, File($"config: {{{answer}}}")).Codes());

    [Fact]
    public void A_default_of_a_secret_is_sealed_like_an_answer() =>
        Assert.Equal("\"changeme\"", OpenVault.Open(Resolve(Shop).Package.Config["password"]));

    [Theory]
    [InlineData("{$env: SHOP_PASSWORD}", """{"$env":"SHOP_PASSWORD"}""")]
    [InlineData("{$file: /run/secrets/shop}", """{"$file":"/run/secrets/shop"}""")]
    [InlineData("{$exec: [pass, show, 5]}", """{"$exec":["pass","show","5"]}""")]
    [InlineData("{$store: shop/password}", """{"$store":"shop/password"}""")]
    public void A_reference_stays_a_reference(string yaml, string reference)
    {
        var secret = Assert.IsType<SecretValue>(Resolve(Shop, File($"config: {{password: {yaml}}}")).Package.Config["password"]);
        Assert.Equal(reference, Assert.IsType<SecretContent.Reference>(secret.Content).Source.ToString());
    }

    [Fact]
    public void A_reference_is_never_guessed_from_text() =>
        Assert.Equal("\"{$env: X}\"", OpenVault.Open(Resolve(Shop, Set("config.password={$env: X}")).Package.Config["password"]));

    [Fact]
    public void Set_gives_a_reference_as_a_path()
    {
        var resolved = Resolve(Shop, File("config: {password: {$file: /x}}"), Set("config.password.$env=PW"));
        var secret = Assert.IsType<SecretValue>(resolved.Package.Config["password"]);
        Assert.Equal("""{"$env":"PW"}""", Assert.IsType<SecretContent.Reference>(secret.Content).Source.ToString());
    }

    [Theory]
    [InlineData("plain: {$env: X}", "TR3017")]
    [InlineData("password: {$secret: abc}", "TR3013")]
    [InlineData("plain: {$secret: abc}", "TR3013")]
    [InlineData("password: {$enc: X}", "TR3014")]
    [InlineData("password: {$env: [X]}", "TR3015")]
    [InlineData("password: {$exec: pass}", "TR3016")]
    [InlineData("password: {$file: relative}", "TR3033")]
    public void A_wrong_reference_is_refused(string answer, string code) =>
        Assert.Contains(code, Resolve(Shop, File($"config: {{{answer}}}")).Codes(), StringComparison.Ordinal);

    [Theory]
    [InlineData("password: xxc")]
    [InlineData("users: [{name: a, token: 'c4n4ry-Zq9 !'}]")]
    [InlineData("pin: c4n4ry-Zq9")]
    [InlineData("login: c4n4ry-Zq9")]
    public void Of_a_secret_that_does_not_fit_only_the_broken_rule_is_shown(string answer)
    {
        var errors = Resolve(Shop, File($"config:\n  {answer}\n")).Errors();
        Assert.Contains("TR3026", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("xxc", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, errors, StringComparison.Ordinal);
    }

    /// <summary>Whatever a person does wrong around a secret, and whoever shows the result: what they typed never comes out.</summary>
    [Theory]
    [InlineData("config: {password: c4n4ry-Zq9, plain: toolong}")]
    [InlineData("config: {password: c4n4ry-Zq9, plian: x}")]
    [InlineData("config: {pasword: c4n4ry-Zq9}")]
    [InlineData("config: {password: [c4n4ry-Zq9]}")]
    [InlineData("config: {password: {a: c4n4ry-Zq9}}")]
    [InlineData("config: {password: {$secret: c4n4ry-Zq9}}")]
    [InlineData("config: {password: {$env: A, $file: c4n4ry-Zq9}}")]
    [InlineData("config: {users: c4n4ry-Zq9}")]
    [InlineData("config: {users: [c4n4ry-Zq9]}")]
    [InlineData("config: {keys: [c4n4ry-Zq9]}")]
    [InlineData("config: c4n4ry-Zq9")]
    [InlineData("config: {password: \"c4n4ry-Zq9\", \"x\": 1, \"x\": 2}")]
    [InlineData("config:\n  password: c4n4ry-Zq9\n  plain: [\n")]
    [InlineData("config:\n  password: [c4n4ry-Zq9\n")]
    [InlineData("config:\n  password: |\n    c4n4ry-Zq9\n\t bad\n")]
    [InlineData("config:\n  password: |\n    c4n4ry-Zq9\n  plain: toolong\n")]
    [InlineData("config:\n  login: {user: c4n4ry-Zq9, other: 1}\n  plain: toolong\n")]
    [InlineData("tasks: {password: c4n4ry-Zq9}")]
    [InlineData("tasks: {nowhere: {password: c4n4ry-Zq9}}")]
    [InlineData("password: c4n4ry-Zq9")]
    [InlineData("config: {password: !!str c4n4ry-Zq9}")]
    public void A_secret_is_in_no_error_and_in_no_rendering(string text)
    {
        var json = text.StartsWith('{') ? "answers.json" : "answers.yaml";
        AssertNoCanary(Resolve(Shop, File(text, json)));
        AssertNoCanary(Resolve(Shop, File(text, json), File("config: {password: other}")));
    }

    [Theory]
    [InlineData("config.password=c4n4ry-Zq9", "config.plain=toolong")]
    [InlineData("config.pasword=c4n4ry-Zq9", "config.plain=x")]
    [InlineData("config.password[0]=c4n4ry-Zq9", "config.plain=x")]
    [InlineData("config.pin=c4n4ry-Zq9", "config.plain=x")]
    [InlineData("config.pin={c4n4ry-Zq9", "config.plain=x")]
    [InlineData("config.users[3].token=c4n4ry-Zq9", "config.plain=x")]
    [InlineData("password=c4n4ry-Zq9", "config.plain=x")]
    [InlineData("tasks.x.password=c4n4ry-Zq9", "config.plain=x")]
    public void A_secret_of_the_command_line_is_in_no_error_and_in_no_rendering(string first, string second) =>
        AssertNoCanary(Resolve(Shop, Set(first), Set(second)));

    [Fact]
    public void JSON_that_cannot_be_read_shows_no_secret() =>
        AssertNoCanary(Resolve(Shop, File("{\"config\": {\"password\": \"c4n4ry-Zq9\",,}}", "a.json")));

    [Fact]
    public void The_text_that_kept_values_point_into_has_no_secret_in_it()
    {
        var resolved = Resolve(Shop, File("config:\n  password: c4n4ry-Zq9\n  plain: abc\n"));
        var source = resolved.Package.Config["plain"]!.Span.Source!;
        Assert.Equal("config:\n  password: **********\n  plain: abc\n", source.Text);
        Assert.Same(source, resolved.Package.Config["password"]!.Span.Source);
    }

    [Fact]
    public void What_is_drawn_is_planned_without_content_and_drawn_once()
    {
        var planned = Resolve(Shop);
        var pending = Assert.Single(planned.Pending);
        var drawn = GeneratedValues.Draw(planned.Pending, Counting(), new OpenVault());
        var run = Resolve(new ConfigurationRequest { Package = Shop, Drawn = drawn });
        Assert.Equal("config.drawn", pending.Path);
        Assert.Empty(run.Pending);
        Assert.Equal("\"ABCDEFGHIJKL\"", OpenVault.Open(run.Package.Config["drawn"]));
        var upgrade = Resolve(new ConfigurationRequest { Package = Shop, Recorded = run.Answers });
        Assert.Empty(upgrade.Pending);
        Assert.Equal(run.Package.Config["drawn"], upgrade.Package.Config["drawn"]);
    }

    [Theory]
    [InlineData("{length: 5, alphabet: ab}", "^[ab]{5}$")]
    [InlineData("{bytes: 4, encoding: hex}", "^[0-9a-f]{8}$")]
    [InlineData("{bytes: 3, encoding: base64}", "^[A-Za-z0-9+/]{4}$")]
    [InlineData("{bytes: 4, encoding: base64url}", "^[A-Za-z0-9_-]{6}$")]
    [InlineData("{uuid: true}", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    public void Values_are_drawn_as_the_package_says(string rule, string pattern)
    {
        var package = Package(Properties($"id: {{type: string, x-generate: {rule}}}"));
        var drawn = GeneratedValues.Draw(Resolve(package).Pending, Random.Shared.NextBytes, new OpenVault());
        var id = Resolve(new ConfigurationRequest { Package = package, Drawn = drawn }).Package.Config["id"];
        Assert.Matches(pattern, Assert.IsType<StringValue>(id).Text);
    }

    [Fact]
    public void Every_character_is_equally_likely()
    {
        var counts = new int[3];
        var rule = new TaskRunner.Schemas.GenerateRule.Characters(30_000, "abc");
        foreach (var c in GeneratedValues.Draw(rule, new Random(7).NextBytes))
        {
            counts[c - 'a']++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300));
    }

    private static RandomBytes Counting()
    {
        uint next = 0;
        return bytes => BitConverter.TryWriteBytes(bytes, next++);
    }

    private static void AssertNoCanary(ResolvedConfiguration resolved)
    {
        var questions = QuestionSet.Of(resolved);
        var texts = new[]
        {
            resolved.Errors(),
            DiagnosticText.Render(resolved.Diagnostics, MessageCatalogue.Load("zh")),
            string.Join('\n', resolved.Diagnostics.Select(d => d.Span.Source?.Text)),
            string.Join('\n', resolved.Diagnostics.SelectMany(d => d.Arguments)),
            CommentedFile.Render(questions, resolved.Answers, MessageCatalogue.English),
            FormDocument.Of(resolved).ToString(),
            resolved.Answers.ToString(),
            resolved.Package.Config.ToString(),
            string.Join('\n', resolved.Explained),
            string.Join('\n', resolved.Explained.Select(e => (e.Origin as ValueOrigin.Given)?.Span.Source?.Text)),
        };
        Assert.All(texts, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
    }
}

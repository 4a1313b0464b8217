using TaskRunner.Configuration;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class ConditionTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(Properties("""
        kind: {type: string, enum: [plain, tls], default: plain}
        host*: {type: string, x-when: config.kind == 'tls'}
        port: {type: integer, default: 443, x-when: config.kind == 'tls'}
        key: {type: string, x-secret: true, x-generate: {length: 8}, x-when: config.kind == 'tls'}
        pin: {type: string, default: "1", x-when: config.port == 443}
        """));

    [Fact]
    public void A_hidden_question_is_neither_required_nor_defaulted_nor_drawn()
    {
        var resolved = Resolve(Shop);
        Assert.Equal("""{"kind":"plain"}""", resolved.Config());
        Assert.Empty(resolved.Pending);
    }

    [Fact]
    public void A_condition_that_holds_brings_its_questions()
    {
        var resolved = Resolve(Shop, Set("config.kind=tls"));
        Assert.Equal("TR3001", resolved.Codes());
        Assert.Equal("config.host", Assert.Single(resolved.Missing).Path);
        Assert.Equal("config.key", Assert.Single(resolved.Pending).Path);
    }

    [Fact]
    public void An_answer_to_a_hidden_question_is_a_warning_and_does_not_count()
    {
        var resolved = Resolve(Shop, File("config:\n  host: h\n"));
        Assert.Equal("""{"kind":"plain"}""", resolved.Config());
        Assert.Equal("TR3028", resolved.Codes());
        Assert.Equal("answers.yaml:2:3", resolved.Diagnostics[0].Span.ToString());
        Assert.Equal("{}", resolved.Answers.ToString());
    }

    [Fact]
    public void Conditions_read_defaults_and_other_hidden_questions() =>
        Assert.Equal("""{"kind":"tls","host":"h","port":443,"key":{"$secret":"generated:/config/key"},"pin":"1"}""",
            Resolve(Shop, Set("config.kind=tls"), Set("config.host=h")).Config() is var json ? Sorted(json) : "");

    [Fact]
    public void A_recorded_answer_that_is_hidden_now_is_kept_for_later()
    {
        var first = Resolve(Shop, Set("config.kind=tls"), Set("config.host=h"), Set("config.key=k"));
        var second = Resolve(new ConfigurationRequest { Package = Shop, Recorded = first.Answers, Inputs = [Set("config.kind=plain")] });
        Assert.Equal("""{"kind":"plain"}""", second.Config());
        Assert.Equal("", second.Codes());
        var third = Resolve(new ConfigurationRequest { Package = Shop, Recorded = second.Answers, Inputs = [Set("config.kind=tls")] });
        Assert.Equal("h", ((StringValue)third.Package.Config["host"]!).Text);
    }

    [Fact]
    public void Conditions_that_chase_each_other_are_an_error()
    {
        var package = Package(Properties("""
            a: {type: string, default: x, x-when: config.b == null}
            b: {type: string, default: y, x-when: config.a != null}
            """));
        Assert.Contains("TR3030", Resolve(package).Codes(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_may_read_the_package_the_global_configuration_and_the_operation()
    {
        var task = Task("db", Properties("""
            size: {type: string, default: 8Gi, x-when: package.config.big}
            zone: {type: string, default: z, x-when: global.cloud && installation.operation == 'install'}
            """));
        var package = Package(Properties("{big: {type: boolean, default: false}}"), Properties("{cloud: {type: boolean, default: false}}"), task);
        Assert.Equal("{}", Resolve(package).Package.Tasks["db"].Config.ToString());
        var resolved = Resolve(new ConfigurationRequest
        {
            Package = package,
            Global = (MapValue)Yaml("cloud: true"),
            Inputs = [Set("config.big=true")],
        });
        Assert.Equal("""{"size":"8Gi","zone":"z"}""", resolved.Package.Tasks["db"].Config.ToString());
    }

    [Fact]
    public void A_secret_decides_nothing()
    {
        var package = Package(Properties("{a: {type: string, x-secret: true}, b: {type: string, x-when: config.a == 'x'}}"));
        Assert.Contains("TR3027", Resolve(package, Set("config.a=x")).Codes(), StringComparison.Ordinal);
    }

    private static string Sorted(string json)
    {
        var map = (MapValue)JsonReader.ReadTrusted(System.Text.Encoding.UTF8.GetBytes(json));
        return new MapValue([.. map.Entries.OrderBy(e => Array.IndexOf(["kind", "host", "port", "key", "pin"], e.Key))]).ToString();
    }
}

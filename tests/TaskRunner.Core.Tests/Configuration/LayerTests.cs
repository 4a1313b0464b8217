using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class LayerTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(Properties("""
        domain*: {type: string}
        port: {type: integer, default: 80}
        mail: {type: object, properties: {host: {type: string, x-global: mail.host, default: localhost}, port: {type: integer, default: 25}}}
        tags: {type: array, items: {type: string}}
        hosts: {type: array, items: {type: object, properties: {name: {type: string}, weight: {type: integer, default: 1}}}}
        labels: {type: object, additionalProperties: {type: string}}
        note: {type: string, nullable: true}
        """), Properties("{mail: {type: object, properties: {host: {type: string}}}}"));

    [Fact]
    public void Defaults_fill_what_nobody_answers_also_nested() =>
        Assert.Equal("""{"domain":"a","port":80,"mail":{"host":"localhost","port":25}}""", Resolve(Shop, File("config: {domain: a}")).Config());

    [Fact]
    public void A_group_nobody_needs_is_not_made_where_something_required_stays_missing_deep_inside()
    {
        var package = Package(Properties("""
            outer: {type: object, required: [inner], properties: {
              flag: {type: boolean, default: true},
              inner: {type: object, required: [number], properties: {number: {type: integer}, text: {type: string, default: x}}}}}
            """));
        Assert.Equal("{}", Resolve(package).Config());
    }

    [Fact]
    public void Later_files_win_and_maps_merge_deeply() => Assert.Equal(
        """{"domain":"b","mail":{"host":"m","port":26},"tags":["z"],"port":80}""",
        Resolve(Shop, File("config: {domain: a, mail: {host: m, port: 1}, tags: [x, y]}"), File("config: {domain: b, mail: {port: 26}, tags: [z]}")).Config());

    [Fact]
    public void Set_wins_over_files() =>
        Assert.Contains("\"port\":8080", Resolve(Shop, File("config: {domain: a, port: 81}"), Set("config.port=8080")).Config(), StringComparison.Ordinal);

    [Theory]
    [InlineData("config.domain=007", """{"domain":"007",""")]
    [InlineData("config.domain=true", """{"domain":"true",""")]
    [InlineData("config.domain={x", """{"domain":"{x",""")]
    [InlineData("config.domain=a=b", """{"domain":"a=b",""")]
    [InlineData("config.domain=", """{"domain":"",""")]
    [InlineData("config.domain= a", """{"domain":" a",""")]
    public void Where_a_text_is_asked_for_set_takes_it_as_it_stands(string set, string begins) =>
        Assert.StartsWith(begins, Resolve(Shop, Set(set)).Config(), StringComparison.Ordinal);

    [Theory]
    [InlineData("config.port=0x50", "\"port\":80")]
    [InlineData("config.tags=[a, 1.10]", "\"tags\":[\"a\",\"1.10\"]")]
    [InlineData("config.mail={host: h, port: 1}", "\"mail\":{\"host\":\"h\",\"port\":1}")]
    [InlineData("config.tags[0]=x", "\"tags\":[\"x\"]")]
    [InlineData("config.tags[+]=x", "\"tags\":[\"x\"]")]
    [InlineData("config.hosts[0].name=h", "\"hosts\":[{\"name\":\"h\",\"weight\":1}]")]
    [InlineData("config.labels.a\\.b/c=1.0", "\"labels\":{\"a.b/c\":\"1.0\"}")]
    [InlineData("config.note=", "\"note\":\"\"")]
    public void Elsewhere_set_reads_a_plain_scalar_or_a_list_or_map_of_YAML(string set, string part) =>
        Assert.Contains(part, Resolve(Shop, Set("config.domain=d"), Set(set)).Config(), StringComparison.Ordinal);

    [Fact]
    public void An_item_of_a_list_is_replaced_or_put_behind_the_last() => Assert.Contains(
        "\"tags\":[\"a\",\"B\",\"c\"]",
        Resolve(Shop, File("config: {domain: d, tags: [a, b]}"), Set("config.tags[1]=B"), Set("config.tags[+]=c")).Config(),
        StringComparison.Ordinal);

    [Fact]
    public void Null_takes_an_answer_back_where_null_is_no_answer() => Assert.Equal(
        """{"domain":"a","note":null,"port":80,"mail":{"host":"localhost","port":25}}""",
        Resolve(Shop, File("config: {domain: a, port: 81, note: x, mail: {host: y}}"), File("config: {port: null, note: null, mail: null}")).Config());

    [Fact]
    public void The_global_configuration_gives_defaults_but_no_answers()
    {
        var global = (MapValue)Yaml("mail: {host: mx, port: 99}");
        Assert.Contains("\"host\":\"mx\",\"port\":25", Resolve(Request("config: {domain: a}") with { Global = global }).Config(), StringComparison.Ordinal);
        Assert.Contains("\"host\":\"own\"", Resolve(Request("config: {domain: a, mail: {host: own}}") with { Global = global }).Config(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_answers_are_the_base_of_an_upgrade()
    {
        var first = Resolve(Shop, File("config: {domain: a, tags: [x]}"));
        var second = Resolve(Request("config: {port: 81}") with { Recorded = first.Answers });
        Assert.Equal("""{"config":{"domain":"a","tags":["x"]}}""", first.Answers.ToString());
        Assert.Equal("""{"domain":"a","tags":["x"],"port":81,"mail":{"host":"localhost","port":25}}""", second.Config());
    }

    [Fact]
    public void A_file_that_says_nothing_is_no_mistake() => Assert.Equal(
        "TR3001", Resolve(Shop, File(""), File("config:\ntasks:\n"), File("{}", "a.json")).Codes());

    [Fact]
    public void JSON_is_read_where_the_name_says_so() =>
        Assert.Contains("\"domain\":\"d\"", Resolve(Shop, File("""{"config":{"domain":"d"}}""", "x.JSON")).Config(), StringComparison.Ordinal);

    [Fact]
    public void Every_value_says_where_it_comes_from()
    {
        var recorded = Resolve(Shop, File("config: {domain: a, tags: [x]}")).Answers;
        var resolved = Resolve(Request("config:\n  port: 81\n") with
        {
            Recorded = recorded,
            Global = (MapValue)Yaml("mail: {host: mx}"),
            Inputs = [File("config:\n  port: 81\n"), Set("config.labels.a=b")],
        });
        Assert.Equal(
            [
                "config.domain Recorded", "config.tags Recorded", "config.port answers.yaml:2:9", "config.labels.a --set:1:17",
                "config.mail.host global mail.host", "config.mail.port Default",
            ],
            resolved.Explained.Select(e => $"{e.Path} {Origin(e.Origin)}"));
    }

    private static string Origin(ValueOrigin origin) => origin switch
    {
        ValueOrigin.Given given => given.Span.ToString(),
        ValueOrigin.Global global => $"global {global.Path}",
        _ => origin.GetType().Name,
    };

    private static ConfigurationRequest Request(string answers) => new() { Package = Shop, Inputs = [File(answers)] };
}

using Semver;
using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class ModeTests
{
    private static readonly PackageManifest Shop = Package(
        null,
        Properties("{database: {type: object, properties: {kind: {type: string, default: bundled}}}}"),
        Task(
            "database",
            Properties("{size*: {type: string}, password: {type: string, x-secret: true, x-generate: {length: 9}}}"),
            Mode("cloud", "global.database.kind == 'cloud'", Properties("{account*: {type: string}}"), outputOnly: true)));

    private static readonly MapValue Cloud = (MapValue)Yaml("database: {kind: cloud}");

    [Fact]
    public void The_mode_is_taken_before_the_task_asks_anything()
    {
        Assert.Equal("tasks.database.size", Assert.Single(Resolve(Shop).Missing).Path);
        var cloud = Resolve(new ConfigurationRequest { Package = Shop, Global = Cloud });
        Assert.Equal("cloud", cloud.Package.Tasks["database"].Mode!.Name);
        Assert.Equal("tasks.database.account", Assert.Single(cloud.Missing).Path);
        Assert.Empty(cloud.Pending);
    }

    [Fact]
    public void An_answer_only_another_mode_asks_for_is_a_warning()
    {
        var resolved = Resolve(new ConfigurationRequest
        {
            Package = Shop,
            Global = Cloud,
            Inputs = [File("tasks:\n  database: {account: a, size: 1Gi}\n")],
        });
        Assert.False(resolved.HasErrors, resolved.Errors());
        Assert.Equal("TR3012", resolved.Codes());
        Assert.Equal("""{"account":"a"}""", resolved.Package.Tasks["database"].Config.ToString());
    }

    [Fact]
    public void Recorded_answers_of_a_mode_not_taken_are_kept_for_the_day_it_comes_back()
    {
        var first = Resolve(Shop, File("tasks: {database: {size: 1Gi, password: p}}"));
        var second = Resolve(new ConfigurationRequest { Package = Shop, Global = Cloud, Recorded = first.Answers, Inputs = [Set("tasks.database.account=a")] });
        Assert.Equal("""{"account":"a"}""", second.Package.Tasks["database"].Config.ToString());
        var third = Resolve(new ConfigurationRequest { Package = Shop, Recorded = second.Answers });
        Assert.False(third.HasErrors, third.Errors());
        Assert.Equal(first.Package.Tasks["database"].Config, third.Package.Tasks["database"].Config);
    }

    [Fact]
    public void What_the_package_does_not_declare_of_the_global_configuration_is_not_there()
    {
        var global = (MapValue)Yaml("database: {kind: cloud, host: h}\nsecret: s");
        var resolved = Resolve(new ConfigurationRequest { Package = Shop, Global = global });
        Assert.Equal("""{"database":{"kind":"cloud"}}""", resolved.Package.Global.ToString());
    }

    [Fact]
    public void Questions_removed_by_a_new_version_are_reported_and_forgotten()
    {
        var recorded = (MapValue)Yaml("config: {old: 1}\ntasks: {database: {size: 1Gi, gone: x}, retired: {a: 1}}");
        var resolved = Resolve(new ConfigurationRequest { Package = Shop, Recorded = recorded });
        Assert.Equal(["config.old", "tasks.database.gone", "tasks.retired"], resolved.Removed.Order());
        Assert.Equal("1Gi", ((StringValue)Pointed(resolved.Answers, "tasks", "database", "size")!).Text);
        Assert.Null(Pointed(resolved.Answers, "tasks", "database", "gone"));
    }

    [Fact]
    public void A_package_inside_asks_what_the_task_around_it_leaves_open()
    {
        var resolved = Resolve(Outer("{domain: '${{ package.config.host }}'}"), File("config: {host: h}\ntasks: {web: {port: 81}, web/app: {size: 2}}"));
        Assert.False(resolved.HasErrors, resolved.Errors());
        var inner = resolved.Package.Tasks["web"].Inner!;
        Assert.Equal("""{"port":81,"domain":"h"}""", inner.Config.ToString());
        Assert.Equal("""{"size":2}""", inner.Tasks["app"].Config.ToString());
    }

    [Fact]
    public void What_the_task_around_sets_cannot_be_answered_as_well() => Assert.Equal(
        "TR3032", Resolve(Outer("{domain: d}"), File("config: {host: h}\ntasks: {web: {domain: x}}")).Codes());

    [Fact]
    public void Each_instance_of_a_package_has_its_own_values_over_common_answers()
    {
        var outer = Outer("{domain: '${{ each.key }}.${{ package.config.host }}'}", new ForEachDefinition(Yaml("[a, b]"), default));
        var resolved = Resolve(outer, File("config: {host: h}\ntasks: {web: {port: 81}}"));
        Assert.False(resolved.HasErrors, resolved.Errors());
        var diagnostics = new DiagnosticBag();
        var instance = resolved.Package.Tasks["web"].InnerOf(MapValue.Of(("key", Value.From("b")), ("value", Value.Null)), diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.Equal("""{"port":81,"domain":"b.h"}""", instance.Config.ToString());
    }

    [Fact]
    public void What_is_wrong_with_one_instance_only_is_said_for_that_instance()
    {
        var outer = Outer("{domain: '${{ each.value }}'}", new ForEachDefinition(Yaml("{a: x, b: 7}"), default));
        var resolved = Resolve(outer, File("config: {host: h}"));
        Assert.False(resolved.HasErrors, resolved.Errors());
        var diagnostics = new DiagnosticBag();
        resolved.Package.Tasks["web"].InnerOf(MapValue.Of(("key", Value.From("b")), ("value", Value.From(7L))), diagnostics);
        Assert.Equal("TR2050 /tasks/web/domain", Assert.Single(diagnostics.Items.Select(d => $"{d.Code} {d.Pointer}")));
    }

    [Fact]
    public void What_is_wrong_with_all_instances_is_said_once()
    {
        var outer = Outer("{domain: '${{ each.key }}'}", new ForEachDefinition(Yaml("[a, b]"), default));
        var resolved = Resolve(outer, File("config: {host: h}\ntasks: {web: {port: none}}"));
        Assert.Equal("TR2050", resolved.Codes());
        var diagnostics = new DiagnosticBag();
        resolved.Package.Tasks["web"].InnerOf(MapValue.Of(("key", Value.From("b")), ("value", Value.Null)), diagnostics);
        Assert.Empty(diagnostics.Items);
    }

    [Fact]
    public void A_mode_of_a_package_inside_sees_the_outputs_recorded_for_its_own_tasks()
    {
        var app = Task("app", Properties("{a*: {type: string}}"), Mode("known", "installation.outputs.app.id == 'x'", null));
        var inner = new PackageManifest { Name = "web", Version = SemVersion.Parse("1.0.0", SemVersionStyles.Strict), Tasks = [app] };
        var task = new TaskDefinition { Name = "web", Type = "package", Inner = inner, ForEach = new ForEachDefinition(Yaml("[k]"), default) };
        var outputs = (MapValue)Yaml("app: {id: x}");
        var request = new ConfigurationRequest
        {
            Package = Package(null, null, task),
            Facts = ConfigurationFacts.FirstInstall with { OutputsSeenFrom = prefix => prefix == "web[k]/" ? outputs : (MapValue)Yaml("app: {id: y}") },
        };
        var instance = Resolve(request).Package.Tasks["web"].InnerOf(MapValue.Of(("key", Value.From("k"))), new DiagnosticBag());
        Assert.Equal("known", instance.Tasks["app"].Mode?.Name);
    }

    private static PackageManifest Outer(string innerConfig, ForEachDefinition? forEach = null)
    {
        var inner = new PackageManifest
        {
            Name = "web",
            Version = SemVersion.Parse("1.0.0", SemVersionStyles.Strict),
            Config = Properties("{domain*: {type: string}, port: {type: integer, default: 80}}"),
            Tasks = [Task("app", Properties("{size: {type: integer, default: 1}}"))],
        };
        var task = new TaskDefinition
        {
            Name = "web",
            Type = "package",
            Inner = inner,
            Spec = MapValue.Of(("package", Value.From("web")), ("config", Yaml(innerConfig))),
            ForEach = forEach,
        };
        return Package(Properties("{host*: {type: string}}"), null, task);
    }

    private static Value? Pointed(Value? value, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            value = (value as MapValue)?[key];
        }

        return value;
    }
}

using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class ImmutableTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(Properties("""
        root: {type: string, x-immutable: true, default: /srv}
        net: {type: object, properties: {zone: {type: string, x-immutable: true}}}
        token: {type: string, x-immutable: true, x-secret: true}
        port: {type: integer, default: 80}
        """));

    [Fact]
    public void A_recorded_value_may_be_given_again_but_not_changed()
    {
        var recorded = Resolve(Shop, File("config: {root: /opt, net: {zone: a}, token: abc}")).Answers;
        Assert.Equal("", Again(recorded, "config: {root: /opt, net: {zone: a}, token: abc, port: 81}").Codes());
        var changed = Again(recorded, "config: {root: /var, net: {zone: b}, token: xyz}");
        Assert.Equal("TR3018 TR3018 TR3018", changed.Codes());
        Assert.DoesNotContain("xyz", changed.Errors(), StringComparison.Ordinal);
        var refused = Assert.Throws<RefusedException>(changed.ThrowIfErrors);
        Assert.Equal(RefusalKind.NotAllowed, refused.Kind);
    }

    [Fact]
    public void A_default_is_recorded_too_so_that_a_new_default_is_no_change()
    {
        var recorded = Resolve(Shop).Answers;
        Assert.Equal("""{"config":{"root":"/srv"}}""", recorded.ToString());
        var next = Package(Properties("{root: {type: string, x-immutable: true, default: /data}}"));
        var upgraded = Resolve(new ConfigurationRequest { Package = next, Recorded = recorded });
        Assert.Equal("""{"root":"/srv"}""", upgraded.Config());
        Assert.Equal("TR3018", Resolve(new ConfigurationRequest { Package = next, Recorded = recorded, Inputs = [Set("config.root=/data")] }).Codes());
    }

    [Fact]
    public void What_never_succeeded_establishes_nothing()
    {
        var failed = Resolve(Shop, File("config: {root: /wrong}")).Answers;
        var request = new ConfigurationRequest { Package = Shop, Recorded = failed, Inputs = [Set("config.root=/right")] };
        Assert.Equal("TR3018", Resolve(request).Codes());
        Assert.Equal("", Resolve(request with { Established = TaskRunner.Values.MapValue.Empty }).Codes());
    }

    [Fact]
    public void Beside_other_errors_a_change_is_one_of_several_invalid_things()
    {
        var recorded = Resolve(Shop).Answers;
        var refused = Assert.Throws<RefusedException>(Again(recorded, "config: {root: /x, port: no}").ThrowIfErrors);
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
    }

    private static ResolvedConfiguration Again(TaskRunner.Values.MapValue recorded, string answers) =>
        Resolve(new ConfigurationRequest { Package = Shop, Recorded = recorded, Inputs = [File(answers)] });
}

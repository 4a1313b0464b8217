using TaskRunner.Secrets;
using TaskRunner.Tasks.Helm;

namespace TaskRunner.Tasks.Tests.Helm;

public sealed class ManifestDiffTests
{
    private const string Map = "---\n# Source: web/all.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  one: x\n  two: z\n";
    private const string Secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: first, other: same}\n";

    [Fact]
    public void The_same_objects_make_no_difference_however_they_are_written() =>
        Assert.Empty(new ManifestDiff(SecretTexts.None).Of(Map + Secret, Secret + Map.Replace("{name: a}", "\n  name: a", StringComparison.Ordinal)));

    [Fact]
    public void Objects_that_come_go_and_change_are_told_by_kind_and_name() => Assert.Equal(
        "+ Service/new\n~ ConfigMap/a\n   metadata: {name: a}\n   data:\n  -  one: x\n  +  one: y\n     two: z\n- Secret/s\n",
        new ManifestDiff(SecretTexts.None).Of(
            Map + Secret,
            Map.Replace("one: x", "one: y", StringComparison.Ordinal) + "---\napiVersion: v1\nkind: Service\nmetadata: {name: new}\n"));

    [Fact]
    public void Of_a_secret_only_the_keys_are_told_and_what_is_masked_is_masked_everywhere()
    {
        var diff = new ManifestDiff(new SecretTexts(["hidden-value"])).Of(
            Map.Replace("one: x", "one: hidden-value", StringComparison.Ordinal) + Secret, Map + Secret.Replace("first", "second", StringComparison.Ordinal));
        Assert.Contains("~ Secret/s\n  ~key: ***\n", diff, StringComparison.Ordinal);
        Assert.Contains("-  one: ***", diff, StringComparison.Ordinal);
        Assert.DoesNotContain("second", diff, StringComparison.Ordinal);
        Assert.DoesNotContain("other", diff, StringComparison.Ordinal);
    }
}

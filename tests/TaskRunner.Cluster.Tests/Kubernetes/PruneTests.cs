using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests;

public sealed class PruneTests(ControlPlane plane)
{
    [Fact]
    public async Task Killed_at_any_effect_what_a_version_no_longer_names_goes_and_a_rollback_brings_it_back()
    {
        await plane.StartAsync();
        var wasKilled = true;
        for (var last = 0; wasKilled; last++)
        {
            var space = await plane.NewNamespaceAsync("prune");
            await DoneAsync("one", Spec(space, ["a", "b"], prune: true));
            wasKilled = await Record.ExceptionAsync(async () =>
                await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "two", Spec(space, ["a", "c"], true), new Sample.Steps(last, afterEffect: last % 2 == 0)))) is Sample.KilledException;
            await DoneAsync("two", Spec(space, ["a", "c"], prune: true));
            Assert.Equal("ac", await ThereAsync(space));

            for (var times = 0; times < 2; times++)
            {
                Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.RollbackAsync(Sample.Attempt(plane, "two", Spec(space, ["a", "c"], true))));
                Assert.Equal("ab", await ThereAsync(space));
            }

            await DoneAsync("three", Spec(space, ["c"], prune: true));
            Assert.Equal("c", await ThereAsync(space));
            Assert.True(last < 20, "it does not come to an end");
        }
    }

    [Fact]
    public async Task Without_prune_it_stays_until_a_later_version_prunes_or_the_task_is_uninstalled()
    {
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("prune");
        await DoneAsync("one", Spec(space, ["a", "b", "c"], prune: false));
        await DoneAsync("two", Spec(space, ["a", "b"], prune: false));
        await DoneAsync("three", Spec(space, ["a"], prune: false));
        Assert.Equal("abc", await ThereAsync(space));
        await NoLongerOursAsync(space, "c");
        await DoneAsync("four", Spec(space, ["a"], prune: true));
        Assert.Equal("ac", await ThereAsync(space));
        await DoneAsync("five", Spec(space, ["b"], prune: false));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.UninstallAsync(Sample.Attempt(plane, "six", Spec(space, ["b"], false))));
        Assert.Equal("c", await ThereAsync(space));
    }

    [Fact]
    public async Task A_wait_ends_after_the_time_the_spec_says()
    {
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("late");
        var pod = Sample.Read($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","annotations":{"fake-kubelet/behaviour":"notready"} },"spec":{"containers":[{"name":"c","image":"x"}]} }""");
        var spec = MapValue.Of(("namespace", new StringValue(space)), ("objects", new ListValue([pod])), ("timeout", new StringValue("1500ms")));
        var failure = Assert.IsType<TaskOutcome.Failed>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "late", spec))).Failure;
        Assert.Equal("timeout", failure.Reason);
        Assert.StartsWith("not ready after 1.5 s: Pod/p", failure.Message.ToString(), StringComparison.Ordinal);
        var refused = Assert.IsType<TaskOutcome.Failed>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "late", spec.With("timeout", new StringValue("soon"))))).Failure;
        Assert.Contains("soon", refused.Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_are_found_by_a_pattern()
    {
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("files");
        var folder = Directory.CreateTempSubdirectory("taskrunner-files-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "deploy", "more"));
        foreach (var (file, name) in new[] { ("deploy/1.yaml", "a"), ("deploy/2.yaml", "b"), ("deploy/more/3.yaml", "c"), ("other.yaml", "d") })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n", TestContext.Current.CancellationToken);
        }

        var spec = MapValue.Of(("namespace", new StringValue(space)), ("manifests", new ListValue([new StringValue("deploy/*.yaml")])));
        var check = new TaskCheck("t", spec, folder);
        var problems = new DiagnosticBag();
        Sample.Type.Check(check, problems);
        Assert.Equal(["deploy/1.yaml", "deploy/2.yaml"], check.NamedFiles);
        Sample.Type.Check(check with { Spec = spec.With("manifests", new ListValue([new StringValue("none/*.yaml")])) }, problems);
        Assert.Equal("TR9028", Assert.Single(problems.Items).Code);
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "files", spec) with { PackageDirectory = folder }));
        Assert.Equal("ab", await ThereAsync(space));
        Directory.Delete(folder, recursive: true);
    }

    private static MapValue Spec(string space, string[] names, bool prune) => MapValue.Of(
        ("namespace", new StringValue(space)),
        ("prune", prune ? Value.True : Value.False),
        ("objects", new ListValue([.. names.Select(n => Sample.ConfigMap(space, n, "x"))])));

    private async Task DoneAsync(string key, MapValue spec) =>
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, key, spec)));

    private async Task<string> ThereAsync(string space)
    {
        using var cluster = await plane.ConnectAsync();
        var found = await cluster.ListMetadataAsync(new ObjectRef("v1", "ConfigMap", space, ""), "", TestContext.Current.CancellationToken);
        return string.Concat(found.Select(f => ObjectRef.Of(f).Name).Where(n => n.Length == 1).Order(StringComparer.Ordinal));
    }

    private async Task NoLongerOursAsync(string space, string name)
    {
        using var cluster = await plane.ConnectAsync();
        var found = (await cluster.GetAsync(new ObjectRef("v1", "ConfigMap", space, name), TestContext.Current.CancellationToken))!;
        await cluster.ReplaceAsync(found.With("metadata", ObjectRef.Metadata(found).Without("annotations")), TestContext.Current.CancellationToken);
    }
}

using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests;

public sealed class KubernetesTaskTests(ControlPlane plane)
{
    [Fact]
    public async Task Killed_at_any_effect_execute_converges_and_a_rollback_leaves_what_was_there()
    {
        await plane.StartAsync();
        for (var last = 0; last < 4; last++)
        {
            foreach (var afterEffect in new[] { false, true })
            {
                var space = $"kill-{last}-{afterEffect}".ToLowerInvariant();
                await InCluster(c => c.ApplyAsync(Namespace(space), false, default));
                await InCluster(c => c.CreateAsync(Sample.ConfigMap(space, "old", "theirs"), default));
                var spec = Spec(space, Sample.ConfigMap(space, "old", "ours"), Sample.ConfigMap(space, "new", "ours"));

                await KillAsync(spec, space, last, afterEffect);
                Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, space, spec)));
                Assert.Equal(("ours", "ours"), (await ValueOf(space, "old"), await ValueOf(space, "new")));

                await KillRollbackAsync(spec, space, last, afterEffect);
                Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.RollbackAsync(Sample.Attempt(plane, space, spec)));
                Assert.Equal(("theirs", null), (await ValueOf(space, "old"), await ValueOf(space, "new")));

                Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, space + "-again", spec)));
                Assert.Equal(("ours", "ours"), (await ValueOf(space, "old"), await ValueOf(space, "new")));
            }
        }
    }

    [Fact]
    public async Task A_rollback_of_what_was_never_done_changes_nothing()
    {
        await plane.StartAsync();
        await InCluster(c => c.ApplyAsync(Namespace("never"), false, default));
        await InCluster(c => c.CreateAsync(Sample.ConfigMap("never", "a", "theirs"), default));
        var attempt = Sample.Attempt(plane, "op", Spec("never", Sample.ConfigMap("never", "a", "ours")));
        Assert.IsType<ProbeOutcome.NotDone>(await Sample.Type.ProbeAsync(attempt));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.RollbackAsync(attempt));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.UninstallAsync(attempt));
        Assert.Equal("theirs", await ValueOf("never", "a"));
    }

    [Fact]
    public async Task Fields_of_others_are_a_conflict_that_names_them_unless_forced()
    {
        await plane.StartAsync();
        await InCluster(c => c.ApplyAsync(Namespace("owned"), false, default));
        await KubectlApplyAsync();
        var spec = Spec("owned", Sample.ConfigMap("owned", "a", "ours"));
        var failed = Assert.IsType<TaskOutcome.Failed>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "op", spec)));
        Assert.Equal("conflict", failed.Failure.Reason);
        Assert.Contains("somebody", failed.Failure.Message.ToString(), StringComparison.Ordinal);
        Assert.Equal("theirs", await ValueOf("owned", "a"));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "op", spec.With("force", Value.True))));
        Assert.Equal("ours", await ValueOf("owned", "a"));
    }

    [Fact]
    public async Task A_probe_and_the_status_tell_what_is_there()
    {
        await plane.StartAsync();
        var spec = Spec("probed", Sample.ConfigMap("probed", "a", "x"), Sample.ConfigMap("probed", "b", "x")).With("createNamespace", Value.True);
        var attempt = Sample.Attempt(plane, "op", spec);
        Assert.Equal(ServiceState.Missing, await Sample.Type.StatusAsync(attempt));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.ExecuteAsync(attempt));
        var done = Assert.IsType<ProbeOutcome.Done>(await Sample.Type.ProbeAsync(attempt));
        Assert.True(((MapValue)done.Outputs["objects"]!).ContainsKey("ConfigMap/a"));
        Assert.IsType<ProbeOutcome.CannotTell>(await Sample.Type.ProbeAsync(Sample.Attempt(plane, "op", Spec("probed", Sample.ConfigMap("probed", "c", "x"), Sample.ConfigMap("probed", "a", "x")))));
        Assert.Equal(ServiceState.Ready, await Sample.Type.StatusAsync(attempt));
        Assert.IsType<TaskOutcome.Succeeded>(await Sample.Type.UninstallAsync(attempt));
        Assert.Equal(ServiceState.Missing, await Sample.Type.StatusAsync(attempt));
    }

    [Theory]
    [InlineData("nobody", "forbidden")]
    [InlineData("stranger", "unauthorized")]
    [InlineData("absent", "access")]
    public async Task An_account_without_rights_is_told_so(string context, string reason)
    {
        await plane.StartAsync();
        var spec = Spec("default", Sample.ConfigMap("default", "a", "x")).With("context", new StringValue(context));
        Assert.Equal(reason, Assert.IsType<TaskOutcome.Failed>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, "op", spec))).Failure.Reason);
    }

    [Theory]
    [InlineData("""{"apiVersion":"batch/v9","kind":"Job","metadata":{"name":"a"}}""", "unknownkind")]
    [InlineData("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":99999}]}}""", "invalid")]
    public async Task What_the_cluster_does_not_accept_is_told_in_its_words(string json, string reason)
    {
        await plane.StartAsync();
        var failed = Assert.IsType<TaskOutcome.Failed>(await Sample.Type.ExecuteAsync(Sample.Attempt(plane, reason, Spec("default", Sample.Read(json)))));
        Assert.Equal(reason, failed.Failure.Reason);
    }

    [Fact]
    public async Task Another_object_of_the_same_name_is_not_deleted()
    {
        await plane.StartAsync();
        var target = new ObjectRef("v1", "ConfigMap", "default", "twin");
        await InCluster(c => c.CreateAsync(Sample.ConfigMap("default", "twin", "second"), default));
        await Assert.ThrowsAsync<ClusterException>(() => InCluster(async c =>
        {
            await c.DeleteAsync(target, "another-uid", default);
            return MapValue.Empty;
        }));
        Assert.Equal("second", await ValueOf("default", "twin"));
    }

    private static MapValue Spec(string space, params Value[] objects) =>
        MapValue.Of(("namespace", new StringValue(space)), ("objects", new ListValue([.. objects])));

    private static MapValue Namespace(string name) => Sample.Read($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}"} }""");

    private async Task KillAsync(MapValue spec, string key, int last, bool afterEffect)
    {
        var attempt = Sample.Attempt(plane, key, spec, new Sample.Steps(last, afterEffect));
        if (last < 3)
        {
            await Assert.ThrowsAsync<Sample.KilledException>(async () => await Sample.Type.ExecuteAsync(attempt));
        }
    }

    private async Task KillRollbackAsync(MapValue spec, string key, int last, bool afterEffect)
    {
        var attempt = Sample.Attempt(plane, key, spec, new Sample.Steps(last, afterEffect));
        if (last < 3)
        {
            await Assert.ThrowsAsync<Sample.KilledException>(async () => await Sample.Type.RollbackAsync(attempt));
        }
    }

    private async Task<T> InCluster<T>(Func<Cluster, ValueTask<T>> act)
    {
        using var cluster = await Cluster.ConnectAsync(plane.Kubeconfig, "", new Dictionary<string, string>(), default);
        return await act(cluster);
    }

    private async Task<string?> ValueOf(string space, string name) =>
        ((await InCluster(c => c.GetAsync(new ObjectRef("v1", "ConfigMap", space, name), default)))?["data"] as MapValue)?["key"] is StringValue value
            ? value.Text
            : null;

    /// <summary>As another tool would: the object carries somebody's field manager.</summary>
    private Task KubectlApplyAsync() => InCluster(c => c.ApplyAsync(Sample.ConfigMap("owned", "a", "theirs"), false, default, "somebody"));
}

using System.Text.Json.Nodes;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests.Helm2;

public sealed class TakeOverTests(ControlPlane plane)
{
    private static readonly TakeOverSpec Removing = TakeOverSpec.Of(MapValue.Of(("remove", Value.True)));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_is_taken_over_the_real_helm_lists_shows_upgrades_and_rolls_back_and_no_workload_is_made_anew(int major)
    {
        var helm = HelmTool.Of(major);
        using var stage = await TakeOverStage.OpenAsync(plane);
        await stage.Release.MakeObjectsAsync(stage.Cluster, "new");
        await stage.Release.RecordAsync(stage.Cluster, 1, TillerRelease.Superseded);
        await stage.Release.RecordAsync(stage.Cluster, 2, TillerRelease.Deployed, "new");
        var (deployment, map) = (await stage.UidAsync("apps/v1", "Deployment"), await stage.UidAsync("v1", "ConfigMap"));

        Assert.Equal(2, (await stage.RunAsync()).Writes.Count);

        var (name, space) = (stage.Release.Name, stage.Space);
        var listed = JsonNode.Parse(await helm.RunAsync(plane, "list", "-n", space, "-o", "json"))!.AsArray();
        Assert.Equal(("2", "deployed", "web-0.9.0"), (listed[0]!["revision"]!.ToString(), listed[0]!["status"]!.ToString(), listed[0]!["chart"]!.ToString()));
        Assert.Equal(2, JsonNode.Parse(await helm.RunAsync(plane, "history", name, "-n", space, "-o", "json"))!.AsArray().Count);
        Assert.Contains("note: new", await helm.RunAsync(plane, "get", "all", name, "-n", space), StringComparison.Ordinal);
        Assert.Equal("note: new", (await helm.RunAsync(plane, "get", "values", name, "-n", space, "-o", "yaml")).Trim());
        Assert.Equal(stage.Release.Manifest("old"), (await helm.RunAsync(plane, "get", "manifest", name, "-n", space, "--revision", "1")).TrimEnd('\n'));

        var chart = Charts.Web();
        await helm.RunAsync(plane, "upgrade", name, chart, "-n", space, "--set", "replicas=1", "--reset-values", "--wait", "--timeout", "60s");
        Assert.Equal("hello", await helm.KubectlAsync(plane, "-n", space, "get", "configmap", name, "-o", "jsonpath={.data.note}"));
        Assert.True((await stage.LookAsync()).ChangesNothing);

        await helm.RunAsync(plane, "rollback", name, "1", "-n", space, "--wait", "--timeout", "60s");
        Assert.Equal("old", await helm.KubectlAsync(plane, "-n", space, "get", "configmap", name, "-o", "jsonpath={.data.note}"));
        Assert.Equal((deployment, map), (await stage.UidAsync("apps/v1", "Deployment"), await stage.UidAsync("v1", "ConfigMap")));
        Assert.True((await stage.LookAsync()).ChangesNothing);
        Directory.Delete(Path.GetDirectoryName(chart)!, recursive: true);
    }

    [Fact]
    public async Task Killed_at_any_step_it_converges()
    {
        for (var last = 0; ; last++)
        {
            var wasKilled = false;
            foreach (var afterEffect in new[] { false, true })
            {
                using var stage = await TakeOverStage.OpenAsync(plane);
                await stage.Release.RecordAsync(stage.Cluster, 1, TillerRelease.Superseded);
                await stage.Release.RecordAsync(stage.Cluster, 2, TillerRelease.Deployed);
                wasKilled |= await Xunit.Record.ExceptionAsync(() => stage.RunAsync(Removing, new Sample.Steps(last, afterEffect))) is Sample.KilledException;

                await stage.RunAsync(Removing);

                Assert.Equal(("superseded", "deployed"), (await stage.StatusAsync(1), await stage.StatusAsync(2)));
                Assert.Equal(0, await stage.LeftAsync());
                Assert.True((await stage.LookAsync(Removing)).ChangesNothing);
            }

            if (!wasKilled)
            {
                Assert.Equal(9, last); // plan, and create, verify, back up, remove of two revisions
                return;
            }
        }
    }

    [Fact]
    public async Task Records_that_were_removed_come_back_with_a_rollback()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await stage.Release.RecordAsync(stage.Cluster, 1, TillerRelease.Superseded);
        var before = await stage.Release.RecordAsync(stage.Cluster, 2, TillerRelease.Deployed);
        var steps = new RecordedSteps();
        await stage.RunAsync(Removing, steps);
        Assert.Equal(0, await stage.LeftAsync());
        for (var times = 0; times < 2; times++)
        {
            await new TakeOver(stage.Cluster).RestoreAsync(stage.Attempt() with { RecordedSteps = steps.Recorded });
            Assert.Equal(2, await stage.LeftAsync());
        }

        var after = await stage.Cluster.GetAsync(TillerRecord.Of(before).Target, TestContext.Current.CancellationToken);
        Assert.Equal(before["data"], after!["data"]);
        Assert.True((await stage.LookAsync()).ChangesNothing);
    }

    [Fact]
    public async Task A_record_that_changed_after_it_was_written_stops_the_take_over()
    {
        using var stage = await TakeOverStage.OpenAsync(plane);
        await stage.Release.RecordAsync(stage.Cluster, 1, TillerRelease.Deployed);
        var plan = await stage.LookAsync(Removing);
        var other = plan.Writes[0].Release.With("manifest", new StringValue("else"));
        await stage.Cluster.CreateAsync(ReleaseSecret.Of(other, "1"), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<Diagnostics.RefusedException>(async () => await new TakeOver(stage.Cluster).RunAsync(plan, stage.Attempt()));
        Assert.Equal("TR9444", refused.Diagnostics[0].Code);
        Assert.Equal(1, await stage.LeftAsync());
    }
}

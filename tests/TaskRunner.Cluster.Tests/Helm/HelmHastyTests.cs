using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>
/// Helm 4 may call a release deployed by what its workloads were before (decision 67). It happens once in hundreds of upgrades, so here a
/// helm that does not wait, the real one without <c>--wait</c>, stands for it: helm's word that all is ready is not believed.
/// </summary>
public sealed class HelmHastyTests(ControlPlane plane)
{
    [Theory, InlineData(3), InlineData(4)]
    public async Task A_release_that_helm_calls_ready_too_early_is_waited_for(int major)
    {
        using var stage = await InstalledAsync(major);
        var upgrade = stage.Tool.RunAsync("upgrade", "shop", stage.Package("2.0.0", "note: new, behaviour: notready"));
        await stage.UntilAsync("helm says that it is deployed", async () => (await stage.StatesAsync()).EndsWith("2:deployed", StringComparison.Ordinal));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(upgrade.IsCompleted, "the upgrade did not wait");
        await stage.UntilAsync("the run is over", async () =>
        {
            await stage.BehaveAsync("ready");
            return upgrade.IsCompleted;
        });
        (await upgrade).Expect(0);
        Assert.Equal("1:superseded 2:deployed", await stage.StatesAsync());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task A_release_that_helm_calls_ready_and_that_never_becomes_so_goes_back(int major)
    {
        using var stage = await InstalledAsync(major);
        var ran = (await stage.Tool.RunAsync("upgrade", "shop", stage.Package("2.0.0", "note: new, behaviour: pullerror", spec: "timeout: 3s"))).Expect(1);
        Assert.Contains("not ready in time: Deployment/web", ran.Output, StringComparison.Ordinal);
        Assert.Contains("ImagePullBackOff", ran.Output, StringComparison.Ordinal);
        Assert.Equal("1:superseded 2:superseded 3:deployed", await stage.StatesAsync());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task One_that_a_crash_left_deployed_and_not_ready_is_not_done(int major)
    {
        using var stage = await InstalledAsync(major);
        using (var runner = stage.Tool.Start("upgrade", "shop", stage.Package("2.0.0", "note: new, behaviour: notready")))
        {
            _ = runner.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = runner.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await stage.UntilAsync("helm says that it is deployed", async () => (await stage.StatesAsync()).EndsWith("2:deployed", StringComparison.Ordinal));
            runner.Kill();
            await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        stage.Tool.KillSupervisors();
        var resumed = stage.Tool.RunAsync("resume", "shop");
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(resumed.IsCompleted, "the resumed run did not wait");
        await stage.UntilAsync("the run is over", async () =>
        {
            await stage.BehaveAsync("ready");
            return resumed.IsCompleted;
        });
        (await resumed).Expect(0);
    }

    private async Task<HelmStage> InstalledAsync(int major)
    {
        var stage = await HelmStage.SetAsync(plane, major);
        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: old"))).Expect(0);
        var hasty = Path.Combine(stage.Tool.Folder, "helm");
        await File.WriteAllTextAsync(
            hasty,
            $"""
            #!/bin/sh
            for word do shift; [ "$word" = --wait ] || set -- "$@" "$word"; done
            exec {stage.Helm.Helm} "$@"

            """,
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(hasty, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        stage.Tool.Variables["TASKRUNNER_HELM"] = hasty;
        return stage;
    }
}

using System.Diagnostics;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>The recovery table of helm, each row reached by really killing while <c>--wait</c> waits.</summary>
public sealed class HelmRecoveryTests(ControlPlane plane)
{
    /// <summary>Helm 4 may take a deployment for what it was before its upgrade and not wait (decision 67); one that is new it waits for in any case.</summary>
    private const string New = "second: true";

    /// <summary>A hook that a removal waits for.</summary>
    private const string SlowFarewell = """

        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: farewell, annotations: {helm.sh/hook: pre-delete}}
        spec:
          template:
            metadata: {annotations: {fake-kubelet/behaviour: notready}}
            spec: {restartPolicy: Never, containers: [{name: farewell, image: example/farewell}]}
        """;

    [Theory, InlineData(3, false), InlineData(4, false), InlineData(3, true), InlineData(4, true)]
    public async Task A_helm_that_is_killed_leaves_the_release_as_it_was_before(int major, bool atUpgrade)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await WaitingAsync(stage, atUpgrade);
        HostProcesses.Kill(stage.HelmProcesses);
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, runner.ExitCode);
        Assert.Equal(atUpgrade ? "1:superseded 2:pending-upgrade 3:deployed" : "", await stage.StatesAsync());
        Assert.Contains(
            $"helm was ended by signal 9; the release was put back to where it was before; what helm said until then: `taskrunner logs {await stage.RunOfAsync("shop")} web`",
            (await stage.Tool.RunAsync("status", "shop")).Output,
            StringComparison.Ordinal);
        Assert.Equal(atUpgrade ? "old" : "", await NoteAsync(stage));
    }

    [Theory, InlineData(3, false), InlineData(4, true)]
    public async Task A_run_whose_runner_died_adopts_the_helm_that_lives(int major, bool atUpgrade)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await WaitingAsync(stage, atUpgrade);
        var helm = Assert.Single(stage.HelmProcesses);
        await DieAsync(runner);
        var resumed = stage.Tool.RunAsync("resume", "shop");
        await stage.UntilAsync("the pods are ready", async () =>
        {
            await stage.BehaveAsync("ready");
            return resumed.IsCompleted;
        });
        (await resumed).Expect(0);
        Assert.True(helm > 0 && (await stage.StatesAsync()).EndsWith(atUpgrade ? "2:deployed" : "1:deployed", StringComparison.Ordinal));
    }

    [Theory, InlineData(3, false), InlineData(4, false), InlineData(3, true), InlineData(4, true)]
    public async Task A_run_that_lost_runner_supervisor_and_helm_puts_away_what_is_pending_and_goes_on(int major, bool atUpgrade)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await WaitingAsync(stage, atUpgrade);
        await DieAsync(runner);
        stage.Tool.KillSupervisors();
        HostProcesses.Kill(stage.HelmProcesses);
        Assert.Contains("pending", await stage.StatesAsync(), StringComparison.Ordinal);
        var resumed = stage.Tool.RunAsync("resume", "shop");
        await stage.UntilAsync("the run is over", async () =>
        {
            await stage.BehaveAsync("ready");
            return resumed.IsCompleted;
        });
        (await resumed).Expect(0);
        Assert.Equal("new", await NoteAsync(stage));
        Assert.EndsWith("deployed", await stage.StatesAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task A_release_that_was_deployed_while_nobody_looked_is_adopted_by_its_mark(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await WaitingAsync(stage, atUpgrade: false);
        await DieAsync(runner);
        stage.Tool.KillSupervisors();
        await stage.BehaveAsync("ready");
        await stage.UntilAsync("helm ends by itself", () => Task.FromResult(!stage.HelmProcesses.Any()));
        Assert.Equal("1:deployed", await stage.StatesAsync());
        (await stage.Tool.RunAsync("resume", "shop")).Expect(0);
        Assert.Equal("1:deployed", await stage.StatesAsync());
        Assert.Equal("1.0.0-app", (await stage.Tool.JsonAsync("service", "get", "shop-web"))["version"]!.ToString());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task What_somebody_else_left_pending_is_waited_for_and_never_touched(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: old"))).Expect(0);
        var chart = Path.Combine(stage.Package("9.0.0"), "web");
        using (var theirs = StartHelm(stage, "upgrade", "web", chart, "-n", stage.Space, "--set", "behaviour=notready,second=true", "--wait"))
        {
            await stage.UntilPendingAsync();
            theirs.Kill();
            await theirs.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var before = await stage.VersionOfSecretAsync(2);
        var upgrade = await stage.Tool.RunAsync("upgrade", "shop", stage.Package("2.0.0", "note: new", spec: "foreignWait: 2s"));
        Assert.NotEqual(0, upgrade.Code);
        Assert.Contains("is being worked on by somebody else: revision 2 is pending-upgrade since", upgrade.Output + upgrade.Error, StringComparison.Ordinal);
        Assert.Equal("1:deployed 2:pending-upgrade", await stage.StatesAsync());
        Assert.Equal(before, await stage.VersionOfSecretAsync(2));
    }

    [Theory, InlineData(3, false), InlineData(4, false), InlineData(3, true), InlineData(4, true)]
    public async Task Workloads_that_do_not_become_ready_are_named_with_their_pods_and_the_release_goes_back(int major, bool atUpgrade)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        if (atUpgrade)
        {
            (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: old"))).Expect(0);
        }

        var package = stage.Package("2.0.0", $"note: new, behaviour: pullerror, {New}", spec: "timeout: 4s");
        var ran = await stage.Tool.RunAsync(atUpgrade ? "upgrade" : "install", "shop", package);
        Assert.NotEqual(0, ran.Code);
        Assert.Contains("not ready in time: Deployment/web", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.Contains("ImagePullBackOff", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.Equal(atUpgrade ? "old" : "", await NoteAsync(stage));
        Assert.Equal(atUpgrade ? "1:superseded 2:failed 3:deployed" : "", await stage.StatesAsync());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task A_rollback_that_was_killed_is_known_by_its_mark_and_done_again(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await NeverReadyAsync(stage, "12s");
        await stage.UntilAsync("helm goes back and waits", async () => (await stage.StatesAsync()).Contains("pending-rollback", StringComparison.Ordinal));
        await DieAsync(runner);
        stage.Tool.KillSupervisors();
        HostProcesses.Kill(stage.HelmProcesses);
        Assert.Equal("1:deployed 2:failed 3:pending-rollback", await stage.StatesAsync());
        await stage.BehaveAsync("ready");
        var resumed = await stage.Tool.RunAsync("resume", "shop");
        Assert.NotEqual(0, resumed.Code);
        Assert.Equal("old", await NoteAsync(stage));
        Assert.EndsWith("4:deployed", await stage.StatesAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task A_rollback_that_was_not_ready_in_time_is_tried_again(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var runner = await NeverReadyAsync(stage, "8s");
        await stage.UntilAsync("the first rollback has failed", async () => (await stage.StatesAsync()).Contains("3:failed", StringComparison.Ordinal));
        await stage.BehaveAsync("ready");
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, runner.ExitCode);
        Assert.Equal("old", await NoteAsync(stage));
        Assert.EndsWith(":deployed", await stage.StatesAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("rollback failed", (await stage.Tool.RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_chart_wants_kept_is_told_when_the_release_is_removed()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var package = stage.Package("1.0.0");
        await File.AppendAllTextAsync(
            Path.Combine(package, "web", "templates", "all.yaml"),
            "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: precious, annotations: {helm.sh/resource-policy: keep}}\n",
            TestContext.Current.CancellationToken);
        (await stage.Tool.RunAsync("install", "shop", package)).Expect(0);
        (await stage.Tool.RunAsync("uninstall", "shop", "--yes")).Expect(0);
        Assert.Equal("configmap/precious", (await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "configmap", "precious", "-o", "name")).Trim());
        var logs = Directory.EnumerateFiles(stage.Tool.Store, "notes.log", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.Contains(logs, l => l.Contains("precious", StringComparison.Ordinal));
    }

    [Theory, InlineData(3, false), InlineData(4, false), InlineData(3, true), InlineData(4, true)]
    public async Task A_removal_that_was_killed_is_gone_on_with(int major, bool helmToo)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        var package = stage.Package("1.0.0");
        await File.AppendAllTextAsync(Path.Combine(package, "web", "templates", "all.yaml"), SlowFarewell, TestContext.Current.CancellationToken);
        (await stage.Tool.RunAsync("install", "shop", package)).Expect(0);
        using (var runner = Quietly(stage.Tool.Start("uninstall", "shop", "--yes")))
        {
            await stage.UntilAsync("helm waits for the hook", async () =>
                (await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "pods", "-l", "job-name=farewell", "-o", "name")).Length > 0);
            await DieAsync(runner);
        }

        if (helmToo)
        {
            stage.Tool.KillSupervisors();
            HostProcesses.Kill(stage.HelmProcesses);
        }

        var resumed = stage.Tool.RunAsync("resume", "shop");
        await stage.UntilAsync("the removal is over", async () =>
        {
            await stage.BehaveAsync("succeed");
            return resumed.IsCompleted;
        });
        (await resumed).Expect(0);
        Assert.Empty(await stage.StatesAsync());
        Assert.Empty(await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "deployments,services", "-o", "name"));
        Assert.Empty((await stage.Tool.JsonAsync("service", "list")).AsArray());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task Two_installations_on_one_release_follow_each_other_and_the_second_says_for_whom_it_waits(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        using var first = await WaitingAsync(stage, atUpgrade: false);
        var package = stage.Package("1.0.0", "note: second");
        var manifest = Path.Combine(package, "taskrunner.yaml");
        var text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(manifest, text.Replace("shop-web", "other-web", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var second = stage.Tool.RunAsync("install", "other", package);
        await stage.UntilAsync("the second says that it waits, or ends", () => Task.FromResult(second.IsCompleted
            || Directory.EnumerateFiles(stage.Tool.Store, "notes.log", SearchOption.AllDirectories).Any(f => File.ReadAllText(f).Contains("waits: ", StringComparison.Ordinal))));
        Assert.False(second.IsCompleted, second.IsCompleted ? (await second).Error : "");
        Assert.Equal("1:pending-install", await stage.StatesAsync());
        await stage.UntilAsync("both are over", async () =>
        {
            await stage.BehaveAsync("ready");
            return second.IsCompleted && first.HasExited;
        });
        Assert.Equal(0, first.ExitCode);
        (await second).Expect(0);
        Assert.Equal("1:superseded 2:deployed", await stage.StatesAsync());
    }

    private static async Task<string> NoteAsync(HelmStage stage) =>
        (await stage.Helm.TryAsync(stage.Plane, "kubectl", ["-n", stage.Space, "get", "configmap", "web", "-o", "jsonpath={.data.note}"])).Output;

    /// <summary>An upgrade that will not be ready in time; nor will what it goes back to.</summary>
    private static async Task<Process> NeverReadyAsync(HelmStage stage, string timeout)
    {
        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: old, replicas: 1"))).Expect(0);
        var package = stage.Package("2.0.0", $"note: new, replicas: 1, behaviour: notready, {New}", spec: $"timeout: {timeout}");
        var runner = Quietly(stage.Tool.Start("upgrade", "shop", package));
        await stage.UntilPendingAsync();
        await stage.BehaveAsync("notready");
        return runner;
    }

    private static async Task DieAsync(Process runner)
    {
        runner.Kill();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static Process Quietly(Process process)
    {
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private static Process StartHelm(HelmStage stage, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(stage.Helm.Helm, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in stage.Helm.EnvironmentFor(stage.Plane.Kubeconfig))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>A run whose helm waits for pods that do not become ready.</summary>
    private static async Task<Process> WaitingAsync(HelmStage stage, bool atUpgrade)
    {
        if (atUpgrade)
        {
            (await stage.Tool.RunAsync("install", "shop", stage.Package("0.9.0", "note: old"))).Expect(0);
        }

        var runner = Quietly(stage.Tool.Start(atUpgrade ? "upgrade" : "install", "shop", stage.Package("1.0.0", $"note: new, behaviour: notready, {New}")));
        await stage.UntilPendingAsync();
        return runner;
    }
}

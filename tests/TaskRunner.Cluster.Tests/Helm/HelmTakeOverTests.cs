using System.Globalization;
using TaskRunner.ClusterTests.Helm2;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>A release of helm 2 goes on under helm 3 and 4 inside an installation; the real binary, killed at every commit.</summary>
public sealed class HelmTakeOverTests(ControlPlane plane)
{
    [Theory, InlineData(3), InlineData(4)]
    public async Task A_plan_prints_the_records_and_an_installation_goes_on_with_the_release(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        var release = await MakeOldAsync(stage);
        var package = PackageOf(stage, release, "{remove: true}");
        var plan = (await stage.Tool.RunAsync("plan", "shop", package)).Expect(0).Output;
        foreach (var revision in new[] { 1, 2 })
        {
            Assert.Contains($"+ Secret/sh.helm.release.v1.{release.Name}.v{revision} ({stage.Space})", plan, StringComparison.Ordinal);
            Assert.Contains($"- ConfigMap/{release.NameOf(revision)} (kube-system)", plan, StringComparison.Ordinal);
        }

        Assert.Equal("", await stage.StatesAsync(release.Name));
        var uid = await UidAsync(stage, release);
        (await stage.Tool.RunAsync("install", "shop", package)).Expect(0);
        Assert.Equal("1:superseded 2:superseded 3:deployed", await stage.StatesAsync(release.Name));
        Assert.Equal(uid, await UidAsync(stage, release));
        Assert.Equal(0, await LeftAsync(stage, release));

        (await stage.Tool.RunAsync("rollback", "shop", "-y")).Expect(0);
        Assert.EndsWith("4:deployed", await stage.StatesAsync(release.Name), StringComparison.Ordinal);
        Assert.Equal(2, await LeftAsync(stage, release));
        Assert.Equal(uid, await UidAsync(stage, release));
    }

    /// <summary>Each runner dies some commits later than the one before, until one comes to the end.</summary>
    [Fact]
    public async Task Killed_again_and_again_the_take_over_and_the_upgrade_come_to_their_end()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var release = await MakeOldAsync(stage);
        string[] arguments = ["install", "shop", PackageOf(stage, release, "{remove: true}")];
        var kills = 0;
        for (var ran = await KilledAsync(stage, kills, arguments); ran.Code != 0; ran = await KilledAsync(stage, kills, "resume", "shop"))
        {
            Assert.True(ran.Code == 137, $"exit code {ran.Code} after {kills} kills\n{ran.Output}\n{ran.Error}");
            Assert.True(++kills < 40, "it comes to no end");
        }

        Assert.True(kills >= 6, $"only {kills} kills");
        Assert.Equal("deployed", (await stage.HistoryAsync(release.Name))[^1]!["status"]!.ToString());
        Assert.Equal("new", await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "configmap", release.Name, "-o", "jsonpath={.data.note}"));
        Assert.Equal(0, await LeftAsync(stage, release));
    }

    /// <summary>Killed in the middle of the removal, the attempts that follow remove what is left; one rollback undoes them all.</summary>
    [Fact]
    public async Task What_several_attempts_removed_of_helm_2_comes_back_with_one_rollback()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var release = await MakeOldAsync(stage, revisions: 4);
        string[] arguments = ["install", "shop", PackageOf(stage, release, "{remove: true}", "rollback: true\n    idempotent: true")];
        var seen = new SortedSet<int>();
        var commits = 9;
        for (var ran = await KilledAfterAsync(stage, commits, arguments); ran.Code != 0; ran = await KilledAfterAsync(stage, commits, "resume", "shop"))
        {
            Assert.True(ran.Code == 137 && ++commits < 60, $"exit code {ran.Code} after {commits} commits\n{ran.Output}\n{ran.Error}");
            seen.Add(await LeftAsync(stage, release));
        }

        Assert.True(seen.Count > 2, $"killed with {string.Join(", ", seen)} left");
        stage.Tool.Variables.Remove("TASKRUNNER_CRASH");
        Assert.Equal(0, await LeftAsync(stage, release));

        (await stage.Tool.RunAsync("rollback", "shop", "-y")).Expect(0);
        Assert.Equal(4, await LeftAsync(stage, release));
    }

    [Fact]
    public async Task A_task_that_refuses_says_so_before_anything_runs()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var release = await MakeOldAsync(stage);
        var ran = await stage.Tool.RunAsync("install", "shop", PackageOf(stage, release, "refuse"));
        Assert.NotEqual(0, ran.Code);
        Assert.Contains("TR9440", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.Equal("", await stage.StatesAsync(release.Name));
    }

    private static Task<Ran> KilledAsync(HelmStage stage, int kills, params string[] arguments) => KilledAfterAsync(stage, 3 + (2 * kills), arguments);

    private static Task<Ran> KilledAfterAsync(HelmStage stage, int commits, params string[] arguments)
    {
        stage.Tool.Variables["TASKRUNNER_CRASH"] = string.Create(CultureInfo.InvariantCulture, $"after:{commits}");
        return stage.Tool.RunAsync(arguments);
    }

    /// <summary>Of the release under the name it had, for Tiller's names are those of a whole cluster.</summary>
    private static string PackageOf(HelmStage stage, TillerRelease release, string helm2, string task = "rollback: true")
    {
        var package = stage.Package("2.0.0", "note: new", task, spec: $"release: {release.Name}\n      helm2: {helm2}");
        var manifest = Path.Combine(package, "taskrunner.yaml");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("Deployment/web", $"Deployment/{release.Name}", StringComparison.Ordinal));
        return package;
    }

    private static async Task<TillerRelease> MakeOldAsync(HelmStage stage, int revisions = 2)
    {
        using var cluster = await stage.Plane.ConnectAsync();
        var release = new TillerRelease(stage.Space, stage.Space);
        await release.MakeObjectsAsync(cluster, "old");
        for (var revision = 1; revision <= revisions; revision++)
        {
            await release.RecordAsync(cluster, revision, revision == revisions ? TillerRelease.Deployed : TillerRelease.Superseded);
        }

        return release;
    }

    private static Task<string> UidAsync(HelmStage stage, TillerRelease release) =>
        stage.Helm.KubectlAsync(stage.Plane, "-n", stage.Space, "get", "deployment", release.Name, "-o", "jsonpath={.metadata.uid}");

    private static async Task<int> LeftAsync(HelmStage stage, TillerRelease release) =>
        (await stage.Helm.KubectlAsync(stage.Plane, "-n", "kube-system", "get", "configmaps", "-l", $"NAME={release.Name}", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}

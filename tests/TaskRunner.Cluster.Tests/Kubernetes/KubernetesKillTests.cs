using System.Globalization;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>The kubernetes task by the real binary, killed with SIGKILL while it applies, waits, goes back and removes.</summary>
public sealed class KubernetesKillTests(ControlPlane plane)
{
    private const int MostCommits = 60;

    [Fact]
    public async Task Killed_while_it_applies_goes_back_and_removes_it_comes_to_the_same_end()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        await KilledToItsEndAsync(stage, "install", "shop", Package(stage, "1.0.0", "one"));
        Assert.Equal("one one", await NotesAsync(stage));
        var uid = await stage.UidAsync("configmap", "a");

        await KilledToItsEndAsync(stage, "upgrade", "shop", Package(stage, "2.0.0", "two"));
        Assert.Equal("two two", await NotesAsync(stage));
        await KilledToItsEndAsync(stage, "rollback", "shop", "-y");
        Assert.Equal("one one", await NotesAsync(stage));
        Assert.Equal(uid, await stage.UidAsync("configmap", "a")); // changed back, not made anew

        await KilledToItsEndAsync(stage, "uninstall", "shop", "-y");
        var left = await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "configmaps,deployments,secrets", "-o", "name");
        Assert.DoesNotContain("configmap/a", left, StringComparison.Ordinal);
        Assert.DoesNotContain("deployment", left, StringComparison.Ordinal);
        Assert.DoesNotContain("secret/taskrunner.", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_while_it_waits_it_goes_on_waiting_and_applies_nothing_twice()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        using (var runner = stage.Tool.Start("install", "shop", Package(stage, "1.0.0", "one", "notready")))
        {
            _ = runner.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = runner.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await stage.UntilAsync("there are pods to wait for", async () =>
                (await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "pods", "-o", "name")).Length > 0);
            runner.Kill();
            await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var uid = await stage.UidAsync("deployment", "web");
        var resumed = stage.Tool.RunAsync("resume", "shop");
        await stage.UntilAsync("the run is over", async () =>
        {
            await stage.BehaveAsync("ready");
            return resumed.IsCompleted;
        });
        (await resumed).Expect(0);
        Assert.Equal(uid, await stage.UidAsync("deployment", "web"));
        Assert.Equal("1", await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "deployment", "web", "-o", "jsonpath={.metadata.generation}"));
    }

    /// <summary>Each process dies a commit later than the one before, until one comes to the end.</summary>
    private static async Task KilledToItsEndAsync(HelmStage stage, params string[] arguments)
    {
        var commits = 3;
        for (var ran = await KilledAsync(stage, commits, arguments); ran.Code != 0; ran = await KilledAsync(stage, commits, "resume", "shop"))
        {
            Assert.True(ran.Code == 137 && commits < MostCommits, $"{arguments[0]}: exit code {ran.Code} after {commits} commits\n{ran.Output}\n{ran.Error}");
            commits += 2;
        }

        Assert.True(commits >= 7, $"{arguments[0]} was over after {commits} commits");
        stage.Tool.Variables.Remove("TASKRUNNER_CRASH");
    }

    private static Task<Ran> KilledAsync(HelmStage stage, int commits, params string[] arguments)
    {
        stage.Tool.Variables["TASKRUNNER_CRASH"] = string.Create(CultureInfo.InvariantCulture, $"after:{commits}");
        return stage.Tool.RunAsync(arguments);
    }

    private static async Task<string> NotesAsync(HelmStage stage) =>
        await stage.Helm.KubectlAsync(stage.Plane, "-n", stage.Space, "get", "configmap", "a", "-o", "jsonpath={.data.note}") + " "
        + await stage.Helm.KubectlAsync(stage.Plane, "-n", stage.Space, "get", "deployment", "web", "-o", "jsonpath={.metadata.labels.note}");

    private static string Package(HelmStage stage, string version, string note, string behaviour = "ready")
    {
        var folder = Directory.CreateDirectory(Path.Combine(stage.Tool.Folder, "packages", Guid.NewGuid().ToString("n"))).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: shop
            version: {{version}}
            tasks:
              - name: objects
                type: kubernetes
                timeout: 3m
                rollback: true
                idempotent: true
                spec:
                  namespace: {{stage.Space}}
                  objects:
                    - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {note: {{note}} } }
                    - apiVersion: apps/v1
                      kind: Deployment
                      metadata: {name: web, labels: {note: {{note}} } }
                      spec:
                        replicas: 1
                        selector: {matchLabels: {app: web} }
                        template:
                          metadata: {labels: {app: web}, annotations: {fake-kubelet/behaviour: {{behaviour}} } }
                          spec: {containers: [{name: web, image: example/web}]}
            """);
        return folder;
    }
}

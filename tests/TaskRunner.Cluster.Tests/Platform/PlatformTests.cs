using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>The example <c>platform</c>, with the real binary, helm, kubectl and API server.</summary>
public sealed class PlatformTests(ControlPlane plane)
{
    [Theory, InlineData(3), InlineData(4)]
    public async Task It_installs_over_a_kill_in_the_middle_of_a_wait_upgrades_and_goes_back(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        var waiting = Answers(stage, "notready");
        using (var runner = stage.Tool.Start("install", "orders", Example("1.0"), "-f", waiting))
        {
            _ = runner.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = runner.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await stage.UntilAsync("helm waits for the pods of the API", async () => await StatusAsync(stage, "api") == "pending-install");
            runner.Kill();
            await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await OverWithReadyPodsAsync(stage, "resume", "orders");
        await ExpectAsync(stage, "1.0.0", tables: "1", apiVersion: "1.0.3");

        (await stage.Tool.RunAsync("upgrade", "orders", Example("2.0"), "-f", Answers(stage, "ready"))).Expect(0);
        await ExpectAsync(stage, "2.0.0", tables: "2", apiVersion: "2.0.0");
        Assert.StartsWith("job.batch/backup-", await KubectlAsync(stage, "get", "jobs", "-o", "name"), StringComparison.Ordinal);

        await OverWithReadyPodsAsync(stage, "rollback", "orders", "-y"); // to pods that say again that they are not ready
        await ExpectAsync(stage, "1.0.0", tables: "1", apiVersion: "1.0.3");

        (await stage.Tool.RunAsync("uninstall", "orders", "-y")).Expect(0);
        var left = await KubectlAsync(stage, "get", "deployments,statefulsets,ingresses,jobs", "-o", "name");
        Assert.StartsWith("job.batch/backup-", Assert.Single(left.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal); // outlives what it is a backup of
    }

    /// <summary>In order, in one store; a line that ends in <c># FILE</c> is that file.</summary>
    [Fact]
    public async Task Its_README_says_what_works_with_a_database_of_its_own_and_in_the_cloud()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var commands = 0;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Taskrunner.Repository, "examples", "platform", "README.md"), TestContext.Current.CancellationToken))
        {
            if (line.StartsWith("    taskrunner ", StringComparison.Ordinal))
            {
                var arguments = line.Trim().Split(' ').Skip(1).Select(a => a.StartsWith("examples/", StringComparison.Ordinal) ? Path.Combine(Taskrunner.Repository, a) : a);
                (await stage.Tool.RunAsync(arguments)).Expect(0);
                commands++;
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal) && line.Split("# ") is [var content, var file])
            {
                await File.WriteAllTextAsync(Path.Combine(stage.Tool.Folder, file), content.Trim() + "\n", TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(7, commands);
        Assert.Equal("", await stage.Helm.KubectlAsync(plane, "-n", "platform", "get", "statefulsets", "-o", "name"));
        Assert.Equal("db.example.org", await stage.Helm.KubectlAsync(plane, "-n", "platform", "get", "configmap", "api", "-o", "jsonpath={.data.DB_HOST}"));
        Assert.Equal("external", (await stage.Tool.JsonAsync("service", "get", "orders-database"))["state"]!.ToString());
    }

    private static async Task OverWithReadyPodsAsync(HelmStage stage, params string[] arguments)
    {
        var running = stage.Tool.RunAsync(arguments);
        await stage.UntilAsync($"{arguments[0]} is over", async () =>
        {
            await stage.BehaveAsync("ready");
            return running.IsCompleted;
        });
        (await running).Expect(0);
    }

    private static string Example(string version) => Path.Combine(Taskrunner.Repository, "examples", "platform", version);

    private static string Answers(HelmStage stage, string behaviour)
    {
        var file = Path.Combine(stage.Tool.Folder, $"{behaviour}.yaml");
        File.WriteAllText(file, $"config:\n  domain: orders.example.org\n  namespace: {stage.Space}\n  podAnnotations: {{fake-kubelet/behaviour: {behaviour}}}\n");
        return file;
    }

    private static async Task<string> StatusAsync(HelmStage stage, string release) =>
        (await stage.HistoryAsync(release)) is { Count: > 0 } history ? history[^1]!["status"]!.ToString() : "";

    private static Task<string> KubectlAsync(HelmStage stage, params string[] arguments) =>
        stage.Helm.KubectlAsync(stage.Plane, ["-n", stage.Space, .. arguments]);

    private static async Task ExpectAsync(HelmStage stage, string version, string tables, string apiVersion)
    {
        var listed = (await stage.Tool.JsonAsync("list")) is JsonArray all ? all : (await stage.Tool.JsonAsync("list"))["installations"]!.AsArray();
        Assert.Equal(version, listed[0]!["version"]!.ToString());
        Assert.Equal(tables, await KubectlAsync(stage, "get", "configmap", "schema", "-o", "jsonpath={.data.version}"));
        foreach (var service in new[] { "database", "api", "web", "gateway" })
        {
            Assert.Equal("ready", (await stage.Tool.JsonAsync("service", "get", $"orders-{service}"))["state"]!.ToString());
        }

        Assert.Equal(apiVersion, (await stage.Tool.JsonAsync("service", "get", "orders-api"))["version"]!.ToString());
    }
}

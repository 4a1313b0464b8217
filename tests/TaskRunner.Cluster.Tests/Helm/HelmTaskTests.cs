using System.Text.Json.Nodes;

namespace TaskRunner.ClusterTests;

/// <summary>The helm task by the real binary, with both helms: install, upgrade, look, go back, remove.</summary>
public sealed class HelmTaskTests(ControlPlane plane)
{
    [Theory, InlineData(3), InlineData(4)]
    public async Task A_chart_is_planned_installed_upgraded_rolled_back_and_removed(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        var first = stage.Package("1.0.0", "note: one, replicas: 1");
        var planned = (await stage.Tool.RunAsync("plan", "shop", first)).Expect(0);
        Assert.Contains("would install web", planned.Output, StringComparison.Ordinal);
        Assert.Contains("+ Deployment/web", planned.Output, StringComparison.Ordinal);
        Assert.Empty(await stage.StatesAsync());

        (await stage.Tool.RunAsync("install", "shop", first)).Expect(0);
        Assert.Equal("1:deployed", await stage.StatesAsync());
        var service = await stage.Tool.JsonAsync("service", "get", "shop-web", "--refresh");
        Assert.Equal("ready", service["state"]!.ToString());
        Assert.Equal("1.0.0-app", service["version"]!.ToString());
        Assert.Equal("""{"revision":1,"note":"one","replicas":1}""", service["outputs"]!.ToJsonString());
        Assert.Equal("web 1.0.0 1", $"{service["facts"]!["chart"]} {service["facts"]!["chartVersion"]} {service["facts"]!["revision"]}");

        var second = stage.Package("2.0.0", "note: two, replicas: 2");
        planned = (await stage.Tool.RunAsync("plan", "shop", second)).Expect(0);
        Assert.Contains("would upgrade web", planned.Output, StringComparison.Ordinal);
        Assert.Contains("1.0.0 → 2.0.0", planned.Output, StringComparison.Ordinal);
        Assert.Contains("replicas: 2", planned.Output, StringComparison.Ordinal);
        (await stage.Tool.RunAsync("upgrade", "shop", second)).Expect(0);
        Assert.Equal("1:superseded 2:deployed", await stage.StatesAsync());

        (await stage.Tool.RunAsync("rollback", "shop", "--yes")).Expect(0);
        Assert.Equal("1:superseded 2:superseded 3:deployed", await stage.StatesAsync());
        Assert.Equal("1", await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"));
        Assert.Equal("1.0.0-app", (await stage.Tool.JsonAsync("service", "get", "shop-web"))["version"]!.ToString());

        (await stage.Tool.RunAsync("uninstall", "shop", "--yes")).Expect(0);
        Assert.Empty(await stage.StatesAsync());
        Assert.Empty((await stage.Tool.JsonAsync("service", "list")).AsArray());
    }

    [Fact]
    public async Task Drift_is_found_and_recorded_with_its_time()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0"))).Expect(0);
        var before = await stage.Tool.JsonAsync("service", "get", "shop-web");
        foreach (var (behaviour, state) in ((string, string)[])[("crash", "unavailable"), ("ready", "ready")])
        {
            await DriftsAsync(stage, behaviour, state);
        }

        await stage.Helm.RunAsync(plane, "uninstall", "web", "-n", stage.Space);
        var missing = await StateAsync(stage);
        Assert.Equal("missing", missing["state"]!.ToString());
        Assert.True(DateTimeOffset.Parse(missing["updatedAt"]!.ToString(), null) > DateTimeOffset.Parse(before["updatedAt"]!.ToString(), null));
    }

    [Fact]
    public async Task A_secret_is_in_no_difference_and_in_no_log()
    {
        using var stage = await HelmStage.SetAsync(plane, 3);
        const string Config = "config: {openAPIV3Schema: {type: object, properties: {password: {type: string, x-secret: true}}}}";
        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: \"${{ package.config.password }}\"", more: Config), "--set", "config.password=old-and-secret")).Expect(0);
        var planned = await stage.Tool.RunAsync("plan", "shop", stage.Package("1.1.0", "note: \"${{ package.config.password }}\"", more: Config), "--set", "config.password=new-and-secret");
        planned.Expect(0);
        Assert.Contains("~ ConfigMap/web", planned.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("and-secret", planned.Output, StringComparison.Ordinal);
        foreach (var log in Directory.EnumerateFiles(stage.Tool.Store, "*.log", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("and-secret", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_the_cloud_nothing_is_installed_and_the_tasks_after_it_see_the_same_contract()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        const string Global = """
            global:
              openAPIV3Schema: {type: object, properties: {database: {type: object, default: {}, properties: {kind: {type: string, default: own}, address: {type: string, default: ""}}}}}
            """;
        const string Cloud = """
            modes:
                  - {name: cloud, when: "global.database.kind == 'cloud'", outputOnly: true, outputs: {revision: 0, note: "${{ global.database.address }}", replicas: 0}}
            """;
        var package = stage.Package("1.0.0", "note: own", "rollback: true\n    " + Cloud, Global);
        await File.AppendAllTextAsync(Path.Combine(package, "taskrunner.yaml"), "\n" + """
              - name: after
                type: shell
                needs: [web]
                spec: {run: 'echo "seen=$NOTE" >> "$TASKRUNNER_OUTPUT"', env: {NOTE: "${{ tasks.web.outputs.note }}"}}
                outputs: {seen: {type: string}}
            """, TestContext.Current.CancellationToken);
        var global = Path.Combine(stage.Tool.Folder, "global.yaml");
        await File.WriteAllTextAsync(global, "database: {kind: cloud, address: db.example}", TestContext.Current.CancellationToken);
        (await stage.Tool.RunAsync("install", "shop", package, "--global", global)).Expect(0);
        Assert.Empty(await stage.StatesAsync());
        var service = await stage.Tool.JsonAsync("service", "get", "shop-web");
        Assert.Equal("external db.example", $"{service["state"]} {service["outputs"]!["note"]}");
    }

    private static Task<JsonNode> StateAsync(HelmStage stage) => stage.Tool.JsonAsync("service", "get", "shop-web", "--refresh");

    private async Task DriftsAsync(HelmStage stage, string behaviour, string state)
    {
        await stage.BehaveAsync(behaviour);
        await stage.UntilAsync($"the service is {state}", async () => (await StateAsync(stage))["state"]!.ToString() == state);
    }
}

using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>What goes wrong is told before anything is done, in words that name the way out.</summary>
public sealed class HelmTroubleTests(ControlPlane plane)
{
    [Theory, InlineData(3), InlineData(4)]
    public async Task A_chart_that_cannot_be_installed_is_refused_by_the_plan(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        await RefusedAsync(stage, "TR9616", chart => File.WriteAllText(
            Path.Combine(chart, "values.schema.json"), """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"replicas":{"type":"string"}}}"""));
        await RefusedAsync(stage, "TR9619", chart => File.AppendAllText(Path.Combine(chart, "templates", "all.yaml"), "\n---\n{{ fail \"no\" }}\n"));
        await RefusedAsync(stage, "TR9619", chart => File.AppendAllText(Path.Combine(chart, "templates", "all.yaml"), "\n---\na: [\n"));
        await RefusedAsync(stage, "TR9615", chart => File.AppendAllText(Path.Combine(chart, "Chart.yaml"), "\nkubeVersion: \">=9.0.0\"\n"));
        await RefusedAsync(stage, "TR9622", chart => File.AppendAllText(Path.Combine(chart, "Chart.yaml"), "\ndependencies: [{name: x, version: 1.0.0, repository: \"\"}]\n"));
        await RefusedAsync(stage, "TR9614", chart => File.AppendAllText(
            Path.Combine(chart, "templates", "all.yaml"), "\n---\napiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: x}\n"));
        await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "create", "configmap", "web");
        await RefusedAsync(stage, "TR9613", _ => { });
    }

    [Theory, InlineData("context: nobody", "TR9611"), InlineData("context: stranger", "TR9612"), InlineData("context: absent", "TR9609"), InlineData("namespace: nowhere", "TR9617")]
    public async Task A_cluster_that_does_not_let_us_in_refuses_plan_and_install(string spec, string code)
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var package = stage.Package("1.0.0", spec: spec);
        var manifest = Path.Combine(package, "taskrunner.yaml");
        if (spec.StartsWith("namespace", StringComparison.Ordinal))
        {
            var text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(manifest, text.Replace($"namespace: {stage.Space}", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        Assert.Contains(code, (await stage.Tool.RunAsync("plan", "shop", package)).Error, StringComparison.Ordinal);
        Assert.Contains(code, (await stage.Tool.RunAsync("install", "shop", package)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_helm_or_without_a_cluster_nothing_begins()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        var package = stage.Package("1.0.0");
        stage.Tool.Variables["TASKRUNNER_HELM"] = "/no/such/helm";
        Assert.Contains("TR9607", (await stage.Tool.RunAsync("install", "shop", package)).Expect(6).Error, StringComparison.Ordinal);
        stage.Tool.Variables.Remove("TASKRUNNER_HELM");
        var away = Path.Combine(stage.Tool.Folder, "away");
        var text = await File.ReadAllTextAsync(plane.Kubeconfig, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(away, text.Replace(plane.Server.ToString().TrimEnd('/'), "https://127.0.0.1:9", StringComparison.Ordinal)
            .Replace("certs/", Path.GetDirectoryName(plane.Kubeconfig) + "/certs/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        stage.Tool.Variables["KUBECONFIG"] = away;
        Assert.Contains("TR9610", (await stage.Tool.RunAsync("install", "shop", package)).Expect(6).Error, StringComparison.Ordinal);
        Assert.Empty((await stage.Tool.JsonAsync("list")).AsArray());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task A_release_larger_than_a_secret_may_be_fails_with_a_way_out_and_leaves_what_was_there(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        await TooLargeAsync(stage, "install", "1.0.0");
        Assert.Empty(await stage.StatesAsync());
        Assert.Empty(await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "deployments,services", "-o", "name"));

        (await stage.Tool.RunAsync("install", "shop", stage.Package("1.0.0", "note: old"))).Expect(0);
        await TooLargeAsync(stage, "upgrade", "2.0.0");
        Assert.Equal("1:deployed", await stage.StatesAsync());
        Assert.Equal("old", await stage.Helm.KubectlAsync(plane, "-n", stage.Space, "get", "configmap", "web", "-o", "jsonpath={.data.note}"));
    }

    private static async Task TooLargeAsync(HelmStage stage, string verb, string version)
    {
        var package = stage.Package(version, "note: new");
        var noise = new byte[1_200_000];
        new Random(1).NextBytes(noise); // so that no packing makes it smaller
        await File.WriteAllBytesAsync(Path.Combine(package, "web", "noise.bin"), noise, TestContext.Current.CancellationToken);
        var ran = (await stage.Tool.RunAsync(verb, "shop", package)).Expect(1);
        Assert.Contains("the release is larger than a Secret may be (1 MiB)", ran.Output, StringComparison.Ordinal);
        Assert.Contains(".helmignore", ran.Output, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(HelmStage stage, string code, Action<string> change)
    {
        var package = stage.Package("1.0.0");
        change(Path.Combine(package, "web"));
        var plan = await stage.Tool.RunAsync("plan", "shop", package);
        Assert.Contains(code, plan.Expect(6).Error, StringComparison.Ordinal);
        Assert.Contains("help: ", plan.Error, StringComparison.Ordinal);
    }
}

using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests;

/// <summary>Where charts come from beside folders: a real registry and archives.</summary>
public sealed class HelmChartSourceTests(ControlPlane plane)
{
    [Theory, InlineData(3, true), InlineData(4, false)]
    public async Task A_chart_of_a_registry_is_planned_installed_upgraded_and_fixed_by_its_digest(int major, bool isPlain)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        await using var registry = await Registry.StartAsync(isPlain);
        stage.Tool.Variables["SSL_CERT_FILE"] = registry.Certificate;
        var digest = await registry.PushAsync(plane, stage.Helm, Path.Combine(stage.Package("1.0.0"), "web"));
        await registry.PushAsync(plane, stage.Helm, Path.Combine(stage.Package("2.0.0"), "web"));

        var first = OfRegistry(stage, registry, "1.0.0", "version: 1.0.0");
        var planned = (await stage.Tool.RunAsync("plan", "shop", first)).Expect(0);
        Assert.Contains($"would install web ({stage.Space}), chart web 1.0.0, revision 1", planned.Output, StringComparison.Ordinal);
        (await stage.Tool.RunAsync("install", "shop", first)).Expect(0);
        Assert.Equal("1.0.0", await ChartVersionAsync(stage));
        await SaysNothingAsync(stage, OfRegistry(stage, registry, "1.0.1", "version: 1.0.0"));

        var second = OfRegistry(stage, registry, "2.0.0", "version: 2.0.0");
        planned = (await stage.Tool.RunAsync("plan", "shop", second)).Expect(0);
        Assert.Contains("chart web 1.0.0 → 2.0.0, revision 1 → 2", planned.Output, StringComparison.Ordinal);
        (await stage.Tool.RunAsync("upgrade", "shop", second)).Expect(0);
        Assert.Equal("2.0.0", await ChartVersionAsync(stage));

        var pinned = OfRegistry(stage, registry, "3.0.0", "", $"@{digest}");
        planned = (await stage.Tool.RunAsync("plan", "shop", pinned)).Expect(0);
        Assert.Contains("chart web 2.0.0 → 1.0.0, revision 2 → 3", planned.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("TR9603", planned.Output + planned.Error, StringComparison.Ordinal); // a digest says more than a version
        (await stage.Tool.RunAsync("upgrade", "shop", pinned)).Expect(0);
        Assert.Equal("1.0.0", await ChartVersionAsync(stage));
        Assert.Equal("1:superseded 2:superseded 3:deployed", await stage.StatesAsync());
    }

    [Theory, InlineData(3, true), InlineData(4, false)]
    public async Task A_chart_that_the_registry_does_not_have_or_give_is_refused_by_plan_and_install(int major, bool isPlain)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        string package;
        await using (var registry = await Registry.StartAsync(isPlain))
        {
            stage.Tool.Variables["SSL_CERT_FILE"] = registry.Certificate;
            await registry.PushAsync(plane, stage.Helm, Path.Combine(stage.Package("1.0.0"), "web"));
            await RefusedAsync(stage, OfRegistry(stage, registry, "1.0.0", "", $"@sha256:{new string('0', 64)}"), ": not found");
            package = OfRegistry(stage, registry, "1.0.0", "version: 9.9.9");
            await RefusedAsync(stage, package, "charts/web:9.9.9: not found");
            await FailsAsync(stage, package, "charts/web:9.9.9: not found");
        }

        await RefusedAsync(stage, package, "connection refused");
    }

    [Fact]
    public async Task A_registry_that_wants_to_know_who_asks_gets_the_login_of_helm()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        await using var registry = await Registry.StartAsync(isPlain: false, hasAccounts: true);
        stage.Tool.Variables["SSL_CERT_FILE"] = registry.Certificate;
        await RefusedAsync(stage, OfRegistry(stage, registry, "1.0.0", "version: 1.0.0"), "helm registry login");
        await stage.Helm.RunAsync(plane, ["registry", "login", registry.Host, "-u", Registry.User, "-p", Registry.Password, .. registry.Flags]);
        await registry.PushAsync(plane, stage.Helm, Path.Combine(stage.Package("1.0.0"), "web"));
        (await stage.Tool.RunAsync("install", "shop", OfRegistry(stage, registry, "1.0.0", "version: 1.0.0"))).Expect(0);
        Assert.Equal("1:deployed", await stage.StatesAsync());
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task An_archive_is_planned_installed_and_upgraded_as_a_folder_is(int major)
    {
        using var stage = await HelmStage.SetAsync(plane, major);
        var first = await OfArchiveAsync(stage, "1.0.0");
        var planned = (await stage.Tool.RunAsync("plan", "shop", first)).Expect(0);
        Assert.Contains("chart web 1.0.0, revision 1", planned.Output, StringComparison.Ordinal);
        (await stage.Tool.RunAsync("install", "shop", first)).Expect(0);
        await SaysNothingAsync(stage, await OfArchiveAsync(stage, "1.0.0", "1.0.1"));
        var second = await OfArchiveAsync(stage, "2.0.0");
        Assert.Contains("chart web 1.0.0 → 2.0.0", (await stage.Tool.RunAsync("plan", "shop", second)).Expect(0).Output, StringComparison.Ordinal);
        (await stage.Tool.RunAsync("upgrade", "shop", second)).Expect(0);
        Assert.Equal("2.0.0", await ChartVersionAsync(stage));

        var damaged = await OfArchiveAsync(stage, "3.0.0");
        await File.WriteAllTextAsync(Path.Combine(damaged, "web-3.0.0.tgz"), "no archive", TestContext.Current.CancellationToken);
        await RefusedAsync(stage, damaged, "web-3.0.0.tgz", "TR9619");
        Assert.Equal("1:superseded 2:deployed", await stage.StatesAsync());
    }

    private static string OfRegistry(HelmStage stage, Registry registry, string version, string spec, string digest = "")
    {
        var plain = registry.Flags.Contains("--plain-http") ? "plainHttp: true\n      " : "";
        return stage.Package(version, "replicas: 1", spec: plain + spec, chart: $"{registry.Charts}/web{digest}");
    }

    /// <param name="stage">Where.</param>
    /// <param name="version">Of the chart.</param>
    /// <param name="of">Of the package, where it is another.</param>
    private async Task<string> OfArchiveAsync(HelmStage stage, string version, string? of = null)
    {
        var package = stage.Package(of ?? version, "replicas: 1", chart: $"web-{version}.tgz");
        await stage.Helm.RunAsync(plane, "package", Path.Combine(package, "web"), "-d", package, "--version", version, "--app-version", $"{version}-app");
        Directory.Delete(Path.Combine(package, "web"), recursive: true);
        return package;
    }

    private static async Task RefusedAsync(HelmStage stage, string package, string words, string code = "TR9621")
    {
        var ran = (await stage.Tool.RunAsync("plan", "shop", package)).Expect(6);
        Assert.Contains(code, ran.Error, StringComparison.Ordinal);
        Assert.Contains(words, ran.Error, StringComparison.Ordinal);
    }

    /// <summary>A run finds the same out when it gets there, and changes nothing.</summary>
    private static async Task FailsAsync(HelmStage stage, string package, string words)
    {
        var ran = (await stage.Tool.RunAsync("install", "shop", package)).Expect(1);
        Assert.Contains("the chart is not to be had", ran.Output, StringComparison.Ordinal);
        Assert.Contains(words, ran.Output, StringComparison.Ordinal);
        Assert.Empty(await stage.StatesAsync());
    }

    private static async Task SaysNothingAsync(HelmStage stage, string package) =>
        Assert.Contains("nothing to change: web", (await stage.Tool.RunAsync("plan", "shop", package)).Expect(0).Output, StringComparison.Ordinal);

    private static async Task<string> ChartVersionAsync(HelmStage stage) =>
        (await stage.Tool.JsonAsync("service", "get", "shop-web"))["facts"]!["chartVersion"]!.ToString();
}

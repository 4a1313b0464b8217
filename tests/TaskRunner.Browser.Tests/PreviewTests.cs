using Microsoft.Playwright;
using TaskRunner.ClusterTests;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>The plan of tasks that can say beforehand what they would change, over a real API server.</summary>
public sealed class PreviewTests(SharedServer shared, ControlPlane plane) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_plan_shows_what_would_change_on_the_cluster_line_by_line()
    {
        var chromium = await SharedChromium.GetAsync();
        await plane.StartAsync();
        var space = await plane.NewNamespaceAsync("preview");
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("settings", Archives.OfManifest(Package("1.0.0", space, "one"), server.Folder));
        await server.WhenAsync(run, "succeeded");
        var upgrade = await server.AddAsync(Archives.OfManifest(Package("1.1.0", space, "two <b>"), server.Folder));

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/install?installation=settings&package={Uri.EscapeDataString(upgrade)}");
        await visit.ClickAsync("Show the plan");
        var preview = visit.Page.Locator(".preview");
        await Expect(preview).ToContainTextAsync("would upgrade");
        await Expect(preview.Locator(".diff")).ToContainTextAsync("two <b>");
        await Expect(preview.Locator(".diff-added, .diff-changed").First).ToContainTextAsync("data");
        await visit.Page.GetByText("中文").ClickAsync();
        await Expect(preview).ToContainTextAsync("将升级");
        await Expect(preview.Locator("h3")).Not.ToContainTextAsync("namespace");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_plan_says_what_stands_in_the_way_of_a_look()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var digest = await server.AddAsync(Archives.OfManifest(Package("2.0.0", "nowhere", "one", "/no/such/kubeconfig"), server.Folder));
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/install?package={Uri.EscapeDataString(digest)}");
        await visit.FillAsync("Name of the installation", "nowhere");
        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("/no/such/kubeconfig");
        visit.ExpectNoTrouble();
    }

    private string Package(string version, string space, string value, string? kubeconfig = null) => $$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: settings
        version: {{version}}
        tasks:
          - name: objects
            type: kubernetes
            rollback: true
            idempotent: true
            spec:
              kubeconfig: {{kubeconfig ?? plane.Kubeconfig}}
              objects:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: {{space}}}, data: {key: "{{value}}" } }
        """;
}

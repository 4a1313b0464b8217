using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>The first thing one sees: what is installed, and how it is.</summary>
public sealed class InstallationTests
{
    [Fact]
    public async Task The_list_has_package_version_health_and_last_run_and_what_needs_a_person_comes_first()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        var run = await server.InstallAsync("angels", Archives.OfManifest(Manifests.Watched(Path.Combine(server.Folder, "web")), server.Folder));
        await server.WhenAsync(run, "succeeded");
        await server.WhenAsync(await server.InstallAsync("doors", Archives.OfManifest(Manifests.Door(Path.Combine(server.Folder, "never")), server.Folder)), "failed");

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await Expect(visit.Page.Locator("main h2")).ToHaveTextAsync(["Needs a person", "In order"]);
        await Expect(visit.Page.Locator("main tbody tr td:first-child")).ToHaveTextAsync(["doors", "angels"]);
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "angels" });
        foreach (var (cell, text) in ((string[])["angels", "watched 1.0.0", "succeeded", "install ·", "ready 2"]).Index())
        {
            await Expect(row.Locator("td").Nth(cell)).ToContainTextAsync(text);
        }

        await row.GetByRole(AriaRole.Link, new() { NameRegex = new("^install") }).ClickAsync();
        await visit.WhenAsync("succeeded");
        Assert.EndsWith($"/runs/{run}", visit.Page.Url, StringComparison.Ordinal);
        visit.ExpectNoTrouble();
    }
}

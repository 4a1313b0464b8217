using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TaskRunner.Server.Tests;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>A person signs in at an OpenID provider in a real browser. The page and the provider are different sites to it: <c>localhost</c> and <c>127.0.0.1</c>.</summary>
public sealed class SignInTests
{
    private const string Name = "Example ID <img src=x onerror=window.stolen=1>";

    [Fact]
    public async Task A_person_signs_in_at_the_provider_works_and_leaves_and_who_may_nothing_is_told_so()
    {
        Axe.SkipWithout();
        var chromium = await SharedChromium.GetAsync();
        await using var provider = await TestProvider.StartAsync();
        await using var server = await PageServer.StartAsync(folder => ["--openid", Configure(folder, provider)]);
        var address = new UriBuilder(server.Address) { Host = "localhost" }.Uri;
        await using var visit = await Visit.BeginAsync(chromium, address, also: provider.Issuer);
        var way = visit.Page.GetByRole(AriaRole.Link, new() { Name = $"Log in at {Name}" });
        await Expect(way).ToBeVisibleAsync();
        Assert.Empty(await Axe.FindAsync(visit.Page));

        await way.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
        await visit.SeeAsync("oidc:ann@example.org");
        Assert.Equal(["Installations", "Install", "Runs", "Services", "Packages", "Global configuration"], await visit.Page.Locator("nav a").AllTextContentsAsync());
        await visit.ArriveAsync("/packages");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(Archives.OfManifest(Manifests.Greeting("1.0.0"), server.Folder));
        await visit.SeeAsync("greeter 1.0.0 is in the store");
        var audit = (await server.GetAsync("/audit")).AsArray();
        Assert.Contains(audit, a => ((string?)a!["who"], (string?)a["action"]) == ("oidc:ann@example.org", "package.add"));

        await visit.ClickAsync("Log out");
        await Expect(way).ToBeVisibleAsync();
        await visit.ArriveAsync("/packages");
        await Expect(way).ToBeVisibleAsync();

        provider.Person = new JsonObject { ["sub"] = "u-48", ["email"] = "<script>window.stolen=1</script>", ["roles"] = new JsonArray("guest") };
        await way.ClickAsync();
        await visit.SeeAsync("TR8531");
        Assert.Empty(await Axe.FindAsync(visit.Page));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "token" }).ClickAsync();
        await visit.LogInAsync(server.Token);
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.stolen === undefined"));
        visit.ExpectNoTrouble();
    }

    private static string Configure(string folder, TestProvider provider)
    {
        var file = Path.Combine(folder, "openid.yaml");
        File.WriteAllText(file, $$"""
            issuer: {{provider.Issuer.OriginalString}}
            client: {id: page}
            name: '{{Name}}'
            nameClaim: email
            roles: {operator: [deploy]}
            """);
        return file;
    }
}

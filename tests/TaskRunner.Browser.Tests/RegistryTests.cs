using Microsoft.Playwright;
using TaskRunner.ClusterTests.Registries;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>Packages that come to the page from a real registry.</summary>
public sealed class RegistryTests
{
    [Fact]
    public async Task A_package_is_taken_from_a_registry_and_installed_and_one_that_nobody_trusted_signed_is_not()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "vendor/greeter");
        var signed = await shelf.SignAsync(pushed.Reference, "maker");
        await shelf.PushAsync(shelf.Package("2.0.0"), "vendor/greeter");
        await using var server = await PageServer.StartAsync(_ => ["--registry", $"oci://{shelf.Registry.Host}/vendor", "--plain-http", "--trust", shelf.KeyFile("maker") + ".pub"]);
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);

        await visit.GoAsync("/packages");
        await Expect(visit.Page.GetByLabel("From a registry")).ToHaveValueAsync($"oci://{shelf.Registry.Host}/vendor/");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Take it in" })).ToBeDisabledAsync();
        await visit.FillAsync("From a registry", $"oci://{shelf.Registry.Host}/vendor/greeter");
        await visit.Page.GetByLabel("Version").First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["2.0.0", "1.0.0"]);
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "2.0.0" }).ClickAsync();
        await visit.ClickAsync("Take it in");
        await visit.SeeAsync("TR8330");
        await visit.FillAsync("Version", "1.0.0");
        await visit.ClickAsync("Take it in");
        await visit.SeeAsync(signed.Key.Fingerprint);
        Assert.Empty(await Axe.FindAsync(visit.Page));
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "greeter" })).ToContainTextAsync("1.0.0");

        await visit.GoAsync("/install");
        await visit.FillAsync("From a registry", $"oci://{shelf.Registry.Host}/vendor/nothing");
        await visit.FillAsync("Version", "1");
        await visit.ClickAsync("Take it in");
        await visit.SeeAsync("TR8316");
        await visit.FillAsync("From a registry", $"oci://{shelf.Registry.Host}/vendor/greeter");
        await visit.FillAsync("Version", pushed.Reference.Digest!);
        await visit.ClickAsync("Take it in");
        await visit.ClickAsync("Show the plan");
        await visit.ClickAsync("Do it");
        await visit.WhenAsync("succeeded");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task Where_there_is_no_registry_none_is_offered()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync("/packages");
        await visit.SeeAsync("Upload one to install it.");
        await Expect(visit.Page.GetByLabel("From a registry")).ToHaveCountAsync(0);
        visit.ExpectNoTrouble();
    }
}

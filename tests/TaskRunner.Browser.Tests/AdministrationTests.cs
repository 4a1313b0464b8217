using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>What administrators do, and what others see of it.</summary>
public sealed class AdministrationTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string PutAsOperator = """
        fetch('/api/v1/global-configuration', {method: 'PUT', body: '{}', headers: {'X-TaskRunner': '1', 'Content-Type': 'application/json', 'If-Match': '"x"'}}).then(r => r.status)
        """;

    [Fact]
    public async Task The_global_configuration_is_edited_by_administrators_and_no_change_of_another_is_lost()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync("/global");
        await visit.SeeAsync("Nothing is set");
        await visit.ClickAsync("Edit");
        await visit.FillAsync("YAML or JSON", "mail: {host: [");
        await visit.ClickAsync("Save");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("TR");
        await visit.FillAsync("YAML or JSON", "mail:\n  host: mail.example\n");
        await visit.ClickAsync("Save");
        await Expect(visit.Page.Locator("pre.json")).ToContainTextAsync("mail.example");

        await using var other = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await other.GoAsync("/global");
        await other.ClickAsync("Edit");
        await visit.ClickAsync("Edit");
        await visit.FillAsync("YAML or JSON", "mail: {host: first.example}");
        await visit.ClickAsync("Save");
        await Expect(visit.Page.Locator("pre.json")).ToContainTextAsync("first.example");
        await other.FillAsync("YAML or JSON", "mail: {host: second.example}");
        await other.ClickAsync("Save");
        await other.SeeAsync("Somebody else changed it meanwhile");
        await other.ClickAsync("Load again");
        await Expect(other.Page.Locator("pre.json")).ToContainTextAsync("first.example");

        await using var operators = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(await server.NewTokenAsync("op", "operator"));
        await operators.GoAsync("/global");
        await Expect(operators.Page.Locator("pre.json")).ToContainTextAsync("first.example");
        await operators.SeeAsync("Only administrators change it");
        await operators.SeeNoButtonAsync("Edit");
        Assert.Equal(403, await operators.Page.EvaluateAsync<int>(PutAsOperator));
        visit.ExpectNoTrouble();
        other.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked_and_whoever_used_it_logs_in_anew_and_goes_on_where_they_were()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync("/tokens");
        await visit.FillAsync("For whom or what", "night shift");
        await visit.ChooseAsync(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Role" }), "operator");
        await visit.ChooseAsync(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Valid for" }), "30 days");
        await visit.ClickAsync("Make a token");
        var secret = (await visit.Page.Locator("pre.command").TextContentAsync())!.Trim();
        Assert.StartsWith("trt_", secret, StringComparison.Ordinal);
        await visit.GoAsync("/tokens");
        await visit.SeeAsync("night shift");
        Assert.DoesNotContain(secret, await visit.Page.ContentAsync(), StringComparison.Ordinal);

        await using var night = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(secret);
        await night.GoAsync("/packages");
        await night.SeeAsync("No package in the store");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "night shift" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToContainTextAsync("revoked");

        await night.Page.Locator("input[type=file]").SetInputFilesAsync(Archives.OfManifest(Manifests.Endless, server.Folder));
        await night.SeeAsync("Your session has ended");
        Assert.EndsWith("/packages", night.Page.Url, StringComparison.Ordinal);
        await night.LogInAsync(await server.NewTokenAsync("day shift", "viewer"));
        await night.SeeAsync("No package in the store");
        await night.SeeNoButtonAsync("Choose a file");

        await visit.GoAsync("/audit");
        foreach (var action in (string[])["token.create", "token.revoke"])
        {
            await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = action }).First).ToContainTextAsync("first");
        }

        visit.ExpectNoTrouble();
        night.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_service_that_is_gone_is_told_from_what_is_recorded_with_its_time_and_brings_its_installation_to_the_top()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var file = Path.Combine(server.Folder, "web");
        await server.WhenAsync(await server.InstallAsync("watched", Archives.OfManifest(Manifests.Watched(file), server.Folder)), "succeeded");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.SeeAsync("In order");
        await visit.GoAsync("/services");
        var web = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "watched-web" });
        await Expect(web.Locator(".state")).ToHaveTextAsync("ready");
        await Expect(web).ToContainTextAsync("http://web.example");
        await Expect(web.GetByText("It is not as it was installed")).ToHaveCountAsync(0);

        File.Delete(file);
        await visit.ClickAsync("Look again now");
        await Expect(web.Locator(".state")).ToHaveTextAsync("missing");
        var seen = (string)(await server.GetAsync("/services")).AsArray().Single(s => (string)s!["name"]! == "watched-web")!["updatedAt"]!;
        var drift = web.Locator(".bad").Filter(new() { HasText = "It is not as it was installed" });
        await Expect(drift.Locator("time")).ToHaveAttributeAsync("datetime", seen);
        await Expect(drift.Locator("time")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("second|minute|now"));
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "watched-mail" }).Locator(".state")).ToHaveTextAsync("ready");
        await visit.GoAsync("/installations/watched");
        await Expect(web.Locator(".state")).ToHaveTextAsync("missing");
        await visit.GoAsync("/installations");
        await visit.SeeAsync("Needs a person");

        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await visit.GoAsync("/services");
        await visit.ClickAsync("Look again now");
        await Expect(web.Locator(".state")).ToHaveTextAsync("ready");
        await Expect(drift).ToHaveCountAsync(0);
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_package_is_uploaded_read_and_leads_to_its_form_and_one_that_is_none_is_refused_with_its_place()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync("/packages");
        var input = visit.Page.Locator("input[type=file]");
        await input.SetInputFilesAsync(Archives.OfManifest(Manifests.Endless.Replace("type: shell", "type: shel", StringComparison.Ordinal), server.Folder));
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("taskrunner.yaml");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).Not.ToContainTextAsync(Path.GetTempPath()); // where it was looked at is nobody's business
        await input.SetInputFilesAsync(Archives.OfManifest(Manifests.Kitchen, server.Folder));
        await visit.SeeAsync("kitchen 1.0.0 is in the store");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "kitchen" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Kitchen 1.0.0" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "config.admin.password" })).ToContainTextAsync("secret");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "cook" }).Last).ToContainTextAsync("may run again");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Install", Exact = true }).Last.ClickAsync();
        await visit.SeeAsync("Where people reach it.");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_package_is_removed_after_a_question_and_one_that_is_needed_says_by_whom()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        var needed = Archives.OfManifest(Manifests.Endless, server.Folder);
        var run = await server.InstallAsync("forever", needed);
        await server.WhenAsync(run, "running");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);

        await visit.GoAsync($"/packages/{Uri.EscapeDataString(await server.AddAsync(needed))}");
        await visit.ClickAsync("Remove");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("forever");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await visit.GoAsync($"/packages/{Uri.EscapeDataString(await server.AddAsync(Archives.OfManifest(Manifests.Kitchen, server.Folder)))}");
        await visit.ClickAsync("Remove");
        await Expect(dialog).ToContainTextAsync("Remove kitchen 1.0.0 from the store?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Packages" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "endless" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "kitchen" })).ToHaveCountAsync(0);
        visit.ExpectNoTrouble();
        await server.PostAsync($"/runs/{run}/cancel", new { now = true });
        await server.WhenAsync(run, "cancelled");
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>
/// Every page in every state it has: empty, loading, full, refused, out of reach and not for everyone; with its dialogs, menus and
/// notices open. Whoever takes the tour is called at each of them.
/// </summary>
internal sealed class Tour(Visit visit, PageServer server, Stage stage, string language, Func<Visit, string, Task> look)
{
    private readonly string _greeting = language == "zh" ? "问候语" : "Greeting";

    private IPage Page => visit.Page;

    /// <summary>What is full of texts of ours: enough where the rest was seen in the other language.</summary>
    public async Task TakeShortAsync()
    {
        await ComeInAsync();
        await NothingYetAsync();
        await stage.FillAsync();
        await PagesAsync();
        await WizardAsync();
    }

    public async Task TakeAsync(Chromium chromium)
    {
        await ComeInAsync();
        await NothingYetAsync();
        await stage.LeaveAsync();
        await visit.SeeAsync(visit.Say("common.offline"));
        await look(visit, "server gone");
        await stage.ReturnAsync();
        await Expect(Page.GetByText(visit.Say("common.offline"))).ToBeHiddenAsync();
        await stage.FillAsync();
        await stage.BusyAsync();
        await PagesAsync();
        await WizardAsync();
        await RunsAsync();
        await GraphsAndLogsAsync();
        await QuestionsAsync();
        await AdministrationAsync();
        await TroubleAsync();
        await using var guest = await (await Visit.BeginAsync(chromium, server.Address, language)).LogInAsync(await server.NewTokenAsync("guest", "viewer"));
        await NotForEveryoneAsync(guest);
        guest.ExpectNoTrouble();
    }

    private async Task ComeInAsync()
    {
        await Page.Locator("input[type=password]").FillAsync("trt_wrong");
        await look(visit, "login");
        await Page.Locator("button[type=submit]").ClickAsync();
        await visit.SeeAsync(visit.Say("login.wrong"));
        await look(visit, "login refused");
        await visit.LogInAsync(server.Token);
    }

    private async Task NothingYetAsync()
    {
        foreach (var place in (string[])["/runs", "/services", "/packages", "/global", "/install", "/installations"])
        {
            await SeeAsync(place, $"{place} empty");
        }
    }

    private async Task PagesAsync()
    {
        await SeeAsync("/installations", "/installations");
        foreach (var tab in (string[])["", "/configuration", "/outputs"])
        {
            await SeeAsync($"/installations/greeter{tab}", $"/installations/greeter{tab}");
        }

        await SeeAsync("/installations/watched", "an installation with services");
        await visit.ArriveAsync("/installations/greeter/history");
        await look(visit, "history");
        await Page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await Page.GetByRole(AriaRole.Checkbox).Last.CheckAsync();
        await visit.SeeAsync(visit.Say("history.differences"));
        await visit.SettleAsync();
        await look(visit, "history compared");
        await SeeAsync("/runs", "/runs");
        await SeeAsync("/services", "/services");
        await visit.SeeAsync(visit.Say("services.drift"));
        await SeeAsync("/packages", "/packages");
        await SeeAsync($"/packages/{Uri.EscapeDataString(stage.Kitchen)}", "a package");
        await SeeAsync("/nowhere", "no such page");
    }

    private async Task WizardAsync()
    {
        await SeeAsync("/install", "choose a package");
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Kitchen)}");
        await Page.Locator("fieldset").First.WaitForAsync();
        await look(visit, "answers");
        await Page.Locator("button[type=submit]").ClickAsync();
        await Page.Locator("main [aria-invalid=true]").First.WaitForAsync();
        await look(visit, "answers with errors");
        await FillListsAsync();
        await look(visit, "answers in lists and maps");
        await ChooseAsync();
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Newer)}&installation=greeter");
        await visit.FillAsync(_greeting, "Good night");
        await visit.ClickAsync(visit.Say("wizard.toPlan"));
        await visit.SeeAsync(visit.Say("wizard.changes"));
        await look(visit, "plan of an upgrade");
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Newer)}&installation=greeter");
        await visit.ClickAsync(visit.Say("wizard.toPlan"));
        await visit.SeeAsync(visit.Say("wizard.nothing"));
        await look(visit, "plan with nothing to do");
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Newer)}");
        await visit.FillAsync(visit.Say("wizard.installation"), "no name!");
        await Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await look(visit, "answers refused");
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Older)}&installation=greeter");
        await visit.ClickAsync(visit.Say("wizard.toPlan"));
        await visit.SeeAsync(visit.Say("wizard.refused"));
        await look(visit, "plan refused");
    }

    private async Task FillListsAsync()
    {
        var (add, key) = (visit.Say("form.addItem"), visit.Say("form.addKey"));
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Users: {add}" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Ports: {add}" }).ClickAsync();
        await Page.GetByLabel($"Labels: {visit.Say("form.key")}").FillAsync("tier");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Labels: {key}" }).ClickAsync();
    }

    private async Task ChooseAsync()
    {
        var choice = visit.Group("Storage").GetByRole(AriaRole.Combobox);
        await choice.ClickAsync();
        await Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await look(visit, "a choice open");
        await Page.GetByRole(AriaRole.Option).Nth(1).ClickAsync();
        await look(visit, "one of several");
    }

    private async Task RunsAsync()
    {
        await SeeAsync($"/runs/{stage.Failed}", "a failed run");
        await SeeAsync($"/runs/{stage.Upgraded}", "a run that succeeded");
        await SeeAsync("/installations/bank", "an installation with an open run");
        await SeeAsync($"/runs/{stage.Undecided}", "a run that needs a decision");
        await SeeAsync($"/runs/{stage.Undecided}/tasks/pay", "a task nobody knows about");
        await SeeAsync($"/runs/{stage.Waiting}", "a run that waits its turn");
        await SeeAsync($"/runs/{stage.Upgraded}/tasks/greet", "a task that succeeded");
        await SeeAsync($"/runs/{stage.Failed}/tasks/after", "a task that was not tried");
        await visit.ArriveAsync($"/runs/{stage.Failed}/tasks/door");
        await Page.Locator(".ansi-red").First.WaitForAsync();
        await look(visit, "a task that failed");
        await visit.FillAsync(visit.Say("run.filter"), "nothing like it");
        await visit.SeeAsync(visit.Say("run.noMatch"));
        await look(visit, "no task matches");
    }

    private async Task GraphsAndLogsAsync()
    {
        await visit.ArriveAsync($"/runs/{stage.Talking}/tasks/talk");
        await Page.Locator(".log-line").First.WaitForAsync();
        await visit.FillAsync(visit.Say("logs.search"), "line");
        await Page.Locator(".log-line mark").First.WaitForAsync();
        await Page.GetByLabel(visit.Say("logs.wrap")).First.CheckAsync();
        await look(visit, "a log that is searched");
        await Page.GetByText(visit.Say("run.logs"), new() { Exact = true }).ClickAsync();
        await Page.Locator(".log-line .who").First.WaitForAsync();
        await look(visit, "logs of all tasks");
        await GraphAsync(stage.Upgraded, ".graph g.node", "a graph of few tasks");
        await GraphAsync(stage.Fleet, ".graph g.node", "a graph of groups");
        await visit.ClickAsync(visit.Say("graph.unfold"));
        await Expect(Page.Locator(".graph g.node")).ToHaveCountAsync(301);
        await look(visit, "a graph of every task");
        await GraphAsync(stage.Flat, ".graph canvas", "a graph of many tasks");
    }

    private async Task GraphAsync(string run, string drawn, string name)
    {
        await visit.ArriveAsync($"/runs/{run}");
        await Page.GetByText(visit.Say("run.graph"), new() { Exact = true }).ClickAsync();
        await Page.Locator(drawn).First.WaitForAsync();
        await look(visit, name);
    }

    private async Task QuestionsAsync()
    {
        await AskAsync($"/runs/{stage.Endless}", "run.cancel");
        await AskAsync($"/runs/{stage.Failed}", "run.retry");
        await AskAsync($"/runs/{stage.Undecided}", "run.rollback");
        await AskAsync("/installations/greeter", "installation.rollback");
        await AskAsync("/installations/greeter", "installation.uninstall");
        await visit.ArriveAsync($"/runs/{stage.Undecided}/tasks/pay");
        await visit.ClickAsync(visit.Say("run.resolve"));
        await Page.GetByLabel(visit.Say("resolve.succeeded")).CheckAsync();
        await visit.FillAsync(visit.Say("resolve.outputs"), "{");
        await look(visit, "a decision");
    }

    private async Task AskAsync(string place, string key)
    {
        await visit.ArriveAsync(place);
        await visit.ClickAsync(visit.Say(key));
        await Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await look(visit, $"asks: {key}");
    }

    private async Task AdministrationAsync()
    {
        await SeeAsync("/audit", "/audit");
        await visit.ArriveAsync("/tokens");
        await visit.FillAsync(visit.Say("tokens.name"), "night shift");
        await visit.ClickAsync(visit.Say("tokens.create"));
        await visit.SeeAsync(visit.Say("tokens.secret"));
        await look(visit, "a new token");
        await visit.ClickAsync(visit.Say("tokens.revoke"));
        await Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await look(visit, "asks: tokens.revoke");
        await visit.ArriveAsync("/global");
        await visit.ClickAsync(visit.Say("global.edit"));
        await visit.FillAsync(visit.Say("global.text"), "mail: {host: [");
        await visit.ClickAsync(visit.Say("common.save"));
        await Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await look(visit, "global configuration refused");
        await visit.FillAsync(visit.Say("global.text"), "mail: {host: mail.example}");
        await visit.ClickAsync(visit.Say("common.save"));
        await Page.Locator("pre.json").WaitForAsync();
        await look(visit, "global configuration");
        await AskAsync($"/packages/{Uri.EscapeDataString(stage.Kitchen)}", "packages.remove");
        await visit.ArriveAsync("/packages");
        await Page.Locator("input[type=file]").SetInputFilesAsync(Archives.OfManifest("kind: Nothing", server.Folder));
        await Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await look(visit, "a package refused");
    }

    private async Task TroubleAsync()
    {
        foreach (var place in (string[])["/installations/nothing", "/packages/sha256:00", "/runs/nothing", $"/runs/{stage.Failed}/tasks/nothing"])
        {
            await visit.GoAsync(place);
            await Page.GetByRole(AriaRole.Alert).First.WaitForAsync();
            await look(visit, $"{place.Replace(stage.Failed, "failed", StringComparison.Ordinal)}, which is not there");
        }

        await HeldAsync("**/api/v1/services", "/services", "[data-loading]", route => Task.CompletedTask, "loading");
        await HeldAsync("**/api/v1/session", "/services", "[role=alert]", route => route.AbortAsync(), "out of reach");
    }

    /// <summary>As a slow or broken connection does to what is asked for.</summary>
    private async Task HeldAsync(string asked, string place, string until, Func<IRoute, Task> hold, string name)
    {
        await Page.RouteAsync(asked, hold);
        await visit.GoAsync(place);
        await Page.Locator(until).First.WaitForAsync();
        await look(visit, name);
        await Page.UnrouteAsync(asked);
    }

    private async Task NotForEveryoneAsync(Visit guest)
    {
        foreach (var place in (string[])["/install", "/tokens", "/audit"])
        {
            await guest.ArriveAsync(place);
            await Expect(guest.Page.Locator(".empty")).ToHaveTextAsync(new Regex("guest"));
            await look(guest, $"{place} for a viewer");
        }

        foreach (var place in (string[])["/installations", "/packages", "/global", $"/runs/{stage.Failed}/tasks/door"])
        {
            await guest.ArriveAsync(place);
            await look(guest, $"{place} for a viewer");
        }
    }

    private async Task SeeAsync(string place, string name)
    {
        await visit.ArriveAsync(place);
        await look(visit, name);
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>The page beside a server that goes away, and beside a run that somebody stops and undoes.</summary>
public sealed class RecoveryTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task While_the_server_is_gone_the_page_says_so_and_goes_on_by_itself_when_it_is_back()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.SeeAsync("Nothing is installed yet");
        var notice = visit.Page.GetByText("The server cannot be reached");
        server.Kill();
        await Expect(notice).ToBeVisibleAsync();
        await visit.SeeAsync("Nothing is installed yet");

        await server.RestartAsync();
        var run = await server.InstallAsync("endless", Archives.OfManifest(Manifests.Endless, server.Folder));
        await server.WhenAsync(run, "running");
        await Expect(notice).ToBeHiddenAsync();
        await visit.SeeAsync("At work");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "endless" })).ToContainTextAsync("not installed");
        await server.PostAsync($"/runs/{run}/cancel", new { now = true });
        await server.WhenAsync(run, "cancelled");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_run_is_cancelled_and_what_it_did_is_rolled_back()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("endless", Archives.OfManifest(Manifests.Endless, server.Folder));
        await server.Tool.WhenRunsAsync("endless");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}");
        await visit.ClickAsync("Cancel");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel at once" }).ClickAsync();
        await visit.WhenAsync("cancelled");

        await visit.ClickAsync("Roll back");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Roll back: endless");
        await visit.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await visit.ClickAsync("Roll back");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(visit.Page.Locator(".heading .state")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("rolled back|succeeded"));
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("made") }).First.ClickAsync();
        await Expect(visit.Page.Locator(".log-line").Filter(new() { HasText = "unmade" })).ToBeVisibleAsync();
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task From_a_task_its_run_is_rolled_back_after_the_question_that_the_run_asks()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("brief", Archives.OfManifest(Manifests.Endless, server.Folder));
        await server.Tool.WhenRunsAsync("endless");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}/tasks/made");
        await visit.SeeAsync("Attempts");
        await visit.SeeNoButtonAsync("Roll back the run"); // it runs: first it is cancelled
        await server.PostAsync($"/runs/{run}/cancel", new { now = true });
        await visit.ClickAsync("Roll back the run");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Roll back: brief");
        await Expect(dialog).ToContainTextAsync($"taskrunner rollback {run}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(visit.Page.Locator(".heading .state")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("rolled back|succeeded"));
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("made") }).First.ClickAsync();
        await Expect(visit.Page.Locator(".log-line").Filter(new() { HasText = "unmade" })).ToBeVisibleAsync();
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task Of_a_run_that_was_rolled_back_the_task_that_failed_is_named_and_stands_first()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("undone", Archives.OfManifest(Manifests.Undone, server.Folder));
        await server.WhenAsync(run, "rolled-back");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}");
        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("no amount");
        await Expect(visit.Page.Locator(".task-row").First).ToContainTextAsync("wrong");
        await visit.Page.Locator(".task-row").First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("no amount");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task Logs_have_their_colours_are_searched_followed_and_told_apart_by_attempt_and_by_task()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var gate = Path.Combine(server.Folder, "gate");
        var run = await server.InstallAsync("talk", Archives.OfManifest(Manifests.Talk(gate), server.Folder));
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}/tasks/talk");
        var log = visit.Page.GetByRole(AriaRole.Log);
        await visit.SeeAsync("Logs: Attempt 3");
        await Expect(log).ToContainTextAsync("line 60");
        await Expect(log.GetByText("line 1", new() { Exact = true })).ToHaveCountAsync(0); // the end is followed, and only that is drawn

        await log.HoverAsync();
        await visit.Page.Mouse.WheelAsync(0, -100_000);
        await Expect(log.Locator(".ansi-green")).ToHaveTextAsync("attempt 3");
        await Expect(visit.Page.GetByLabel("Follow")).Not.ToBeCheckedAsync();
        await visit.FillAsync("Search in the log", "line 60");
        await Expect(log.Locator("mark").First).ToHaveTextAsync("line 60");
        await visit.FillAsync("Search in the log", "");
        await visit.Page.GetByLabel("Follow").CheckAsync();
        await Expect(log.Locator(".ansi-green")).ToHaveCountAsync(0);
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Logs") }).First.ClickAsync();
        await visit.SeeAsync("Logs: Attempt 1");
        await Expect(log).ToContainTextAsync("no luck in 1");

        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await visit.WhenAsync("succeeded");
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("silent") }).ClickAsync();
        await visit.SeeAsync("It said nothing");
        await visit.Page.GetByText("Logs of all tasks").ClickAsync();
        var all = visit.Page.Locator(".pane.of-logs").GetByRole(AriaRole.Log);
        await Expect(all.Locator(".who").Last).ToHaveTextAsync("talk #3");
        await all.HoverAsync();
        await visit.Page.Mouse.WheelAsync(0, -1_000_000);
        await Expect(all.Locator(".log-line").Filter(new() { HasText = "attempt 1 begins" })).ToBeVisibleAsync();
        await Expect(all.Locator(".who").Filter(new() { HasText = "talk #2" }).First).ToBeVisibleAsync();
        visit.ExpectNoTrouble();
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>Addresses of what is not there, or not any more.</summary>
public sealed class MissingTests
{
    /// <summary>In milliseconds: much less than anybody would wait for what is not there.</summary>
    private const float AtOnce = 4_000;

    [Fact]
    public async Task What_does_not_exist_is_said_at_once_with_a_heading_the_problem_and_a_way_to_its_list()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        foreach (var (place, what, problem, list) in (ValueTuple<string, string, string, string>[])
        [
            ("/runs/20200101-000000-zzzzz", "run", "TR6101", "Runs"),
            ("/runs/20200101-000000-zzzzz/tasks/any", "run", "TR6101", "Runs"),
            ("/packages/sha256:00", "package", "TR6133", "Packages"),
            ("/installations/nothing", "installation", "TR6103", "Installations"),
            ("/installations/nothing/history", "installation", "TR6103", "Installations"),
        ])
        {
            await visit.GoAsync(place);
            var heading = visit.Page.GetByRole(AriaRole.Heading, new() { Name = $"This {what} does not exist", Level = 1 });
            await Expect(heading).ToBeVisibleAsync(new() { Timeout = AtOnce });
            await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(problem);
            await visit.Page.GetByRole(AriaRole.Link, new() { Name = $"To the list: {list}" }).ClickAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = list, Level = 1, Exact = true })).ToBeVisibleAsync();
        }

        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_task_that_the_run_does_not_have_is_said_beside_those_it_has_and_a_run_taken_out_of_the_queue_is_gone()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync(_ => ["--runs", "1"]);
        var run = await server.InstallAsync("endless", Archives.OfManifest(Manifests.Endless, server.Folder));
        await server.WhenAsync(run, "running");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}/tasks/nobody");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "This task does not exist" })).ToBeVisibleAsync(new() { Timeout = AtOnce });
        await Expect(visit.Page.Locator(".task-row").First).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "To the tasks of the run" }).ClickAsync();
        await Expect(visit.Page.Locator(".of-task")).ToHaveCountAsync(0);

        var waiting = await server.InstallAsync("waiting", Archives.OfManifest(Manifests.Greeting("1.0.0"), server.Folder), new { config = new { greeting = "later" } });
        await visit.GoAsync($"/runs/{waiting}");
        await visit.SeeAsync("Waiting for the run to begin");
        await server.PostAsync($"/runs/{waiting}/cancel", new { now = false });
        await visit.SeeAsync("This run does not exist");
        await server.PostAsync($"/runs/{run}/cancel", new { now = true });
        await server.WhenAsync(run, "cancelled");
        visit.ExpectNoTrouble();
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>A run as its readers look at it: as a list, as a graph, or as both beside each other.</summary>
public sealed partial class RunViewTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task On_a_wide_window_list_and_graph_stand_beside_each_other_and_what_is_chosen_in_one_is_marked_in_the_other()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        await using var visit = await OpenAsync(chromium, server, await FailAsync(server, "doors"));
        await Expect(Box(visit, "door")).ToBeVisibleAsync();
        var (list, graph) = (await PlaceAsync(visit, ".of-list"), await PlaceAsync(visit, ".of-graph"));
        Assert.True(list.X + list.Width <= graph.X && list.Y == graph.Y, "the graph stands beside the list");

        // The row of what is chosen in the graph is there and marked, whatever the list was filtered by.
        await visit.FillAsync("Filter tasks", "after");
        await visit.SeeAsync("1 of 3 tasks");
        await Box(visit, "door").ClickAsync();
        await Expect(Row(visit, "door")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(Box(visit, "door")).ToHaveClassAsync(Chosen());
        await visit.SeeAsync("the door is shut");

        await Row(visit, "before").ClickAsync();
        await Expect(Box(visit, "before")).ToHaveClassAsync(Chosen());
        await Expect(Box(visit, "door")).Not.ToHaveClassAsync(Chosen());
        await visit.SeeAsync("Logs: Attempt 1");
        var (above, task) = (await PlaceAsync(visit, ".of-graph"), await PlaceAsync(visit, ".of-task"));
        Assert.True(above.Y + above.Height <= task.Y && above.X == task.X, "the task stands below the graph");
        Assert.True(task.Height >= 380, $"the task has {task.Height} pixels to be read in");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task How_one_looks_at_runs_is_kept_a_narrow_window_has_tabs_and_no_graph_is_asked_for_before_it_is_seen()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await FailAsync(server, "gates");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var (rows, graph, asked) = (visit.Page.Locator(".task-row"), visit.Page.Locator(".graph"), 0);
        visit.Page.Request += (_, request) => asked += request.Url.Contains("/graph", StringComparison.Ordinal) ? 1 : 0;

        await visit.Page.SetViewportSizeAsync(1000, 850);
        await visit.ArriveAsync($"/runs/{run}");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(Views(visit)).ToHaveTextAsync(["List", "Graph", "Logs of all tasks"]);
        await visit.Page.SetViewportSizeAsync(1360, 240);
        await Expect(Views(visit)).ToHaveTextAsync(["List", "List and graph", "Graph", "Logs of all tasks"]);
        await Expect(visit.Page.Locator(".of-graph")).ToBeAttachedAsync();
        Assert.Equal(0, asked);

        await visit.Page.SetViewportSizeAsync(1360, 850);
        await Expect(graph).ToBeVisibleAsync();
        Assert.Equal(1, asked);
        foreach (var (view, hasList, hasGraph) in (ValueTuple<string, bool, bool>[])[("Graph", false, true), ("List", true, false), ("List and graph", true, true)])
        {
            await visit.Page.GetByText(view, new() { Exact = true }).ClickAsync();
            await visit.ArriveAsync($"/runs/{run}");
            await Expect(visit.Page.GetByRole(AriaRole.Radio, new() { Name = view, Exact = true })).ToBeCheckedAsync();
            await Expect(rows).ToHaveCountAsync(hasList ? 3 : 0);
            await Expect(graph).ToHaveCountAsync(hasGraph ? 1 : 0);
        }

        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task Tasks_are_filtered_by_state_type_group_and_name_failed_ones_first_and_each_says_why_it_ran_what_it_read_and_what_it_gave()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("mixed", Archives.OfManifest(Manifests.Mixed, server.Folder), new { config = new { colour = "teal", password = "hunter-seven" } });
        await server.WhenAsync(run, "failed");
        await using var visit = await OpenAsync(chromium, server, run);
        await visit.SeeAsync("5 of 5 tasks");
        await Expect(visit.Page.Locator(".task-row").First).ToContainTextAsync("wrong");
        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "State" }).GetByRole(AriaRole.Button, new() { NameRegex = new("skipped") }).ClickAsync();
        await ExpectRowsAsync(visit, "cluster");
        await visit.ClickAsync("Clear the filters");
        await visit.ChooseAsync(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Type" }), "kubernetes");
        await ExpectRowsAsync(visit, "cluster");
        await visit.ClickAsync("Clear the filters");
        await visit.ChooseAsync(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Group" }), "node");
        await ExpectRowsAsync(visit, "node[a]", "node[b]");
        await visit.ClickAsync("Clear the filters");
        await visit.FillAsync("Filter tasks", "PAI");
        await ExpectRowsAsync(visit, "paint");

        await Row(visit, "paint").ClickAsync();
        var task = visit.Page.GetByRole(AriaRole.Region, new() { Name = "paint" });
        foreach (var (part, text) in (ValueTuple<string, string>[])[("Why", "has not run yet"), ("Outputs", "teal"), ("Inputs", "teal"), ("Attempts", "succeeded")])
        {
            await Expect(task.Locator($"h3:text-is('{part}') + *")).ToContainTextAsync(text);
        }

        Assert.DoesNotContain("hunter-seven", await visit.Page.ContentAsync(), StringComparison.Ordinal);
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_graph_that_cannot_be_fetched_when_it_is_wanted_takes_nothing_else_with_it_and_comes_later()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await FailAsync(server, "broken");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var held = new TaskCompletionSource();
        var tries = 0;
        await visit.Page.RouteAsync("**/assets/RunGraph-*.js", async route =>
        {
            if (tries++ == 0)
            {
                await route.AbortAsync();
                return;
            }

            await held.Task;
            await route.ContinueAsync();
        });
        await visit.GoAsync($"/runs/{run}");
        await Expect(Row(visit, "door")).ToBeVisibleAsync();
        await Row(visit, "door").ClickAsync();
        await visit.SeeAsync("the door is shut");
        held.SetResult();
        await Expect(Box(visit, "door")).ToHaveClassAsync(Chosen());
        Assert.Equal(2, tries);
        visit.ExpectNoTrouble();
    }

    private static async Task ExpectRowsAsync(Visit visit, params string[] names)
    {
        await Expect(visit.Page.Locator(".task-row .name")).ToHaveTextAsync(names);
        await visit.SeeAsync($"{names.Length} of 5 tasks");
    }

    private static async Task<string> FailAsync(PageServer server, string installation)
    {
        var run = await server.InstallAsync(installation, Archives.OfManifest(Manifests.Door(Path.Combine(server.Folder, "never")), server.Folder));
        await server.WhenAsync(run, "failed");
        return run;
    }

    private static async Task<Visit> OpenAsync(Chromium chromium, PageServer server, string run)
    {
        var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.ArriveAsync($"/runs/{run}");
        return visit;
    }

    private static ILocator Views(Visit visit) => visit.Page.GetByRole(AriaRole.Radiogroup, new() { Name = "Tasks", Exact = true }).Locator("label");

    private static ILocator Box(Visit visit, string task) => visit.Page.Locator(".graph").GetByRole(AriaRole.Button, new() { NameRegex = new($"^{task} ") });

    private static ILocator Row(Visit visit, string task) => visit.Page.Locator(".task-row").Filter(new() { Has = visit.Page.GetByTitle(task, new() { Exact = true }) });

    private static async Task<LocatorBoundingBoxResult> PlaceAsync(Visit visit, string pane) => (await visit.Page.Locator(pane).BoundingBoxAsync())!;

    [GeneratedRegex(@"\bchosen\b")]
    private static partial Regex Chosen();
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>Nothing a package, a script, a configuration, an address or another person says is ever more than text on the page.</summary>
public sealed class InjectionTests
{
    private const string Foreign = "main iframe, main script, main object, main embed, main style, main link, main base, main meta, main svg script, main form[action]";
    private const string IsUnharmed = "new Promise(r => setTimeout(() => r(window.stolen === undefined && ({}).stolen === undefined), 150))"; // what loads and fails does so a little later

    [Fact]
    public void There_are_two_hundred_different_payloads() => Assert.Equal(200, Payloads.All.Count);

    [Fact]
    public async Task No_payload_runs_fetches_or_is_reported_wherever_it_is_shown()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        var stage = new HostileStage(server);
        await stage.SetAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        string[] places =
        [
            "/installations", "/installations/hostile", "/installations/hostile/configuration", "/installations/hostile/outputs", "/runs", $"/runs/{stage.Run}", "/packages",
            $"/packages/{Uri.EscapeDataString(stage.Package)}", $"/packages/{Uri.EscapeDataString(stage.Refuser)}", "/services", $"/runs/{stage.Decided}/tasks/pay",
            .. stage.Tasks.Where(t => t.StartsWith("each[", StringComparison.Ordinal)).Take(12).Select(t => $"/runs/{stage.Run}/tasks/{Uri.EscapeDataString(t)}"),
        ];
        foreach (var place in places)
        {
            await visit.ArriveAsync(place);
            await SeeNoHarmAsync(visit, place);
        }

        await ReadRunAsync(visit, stage.Run);
        await ReadLogAsync(visit, stage.Run);
        await ReadHistoryAsync(visit);
        await AnswerAsync(visit, stage);
        await AdministerAsync(visit, server);
        await UploadAsync(visit, server);
        visit.ExpectNoTrouble();

        await using var guest = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(stage.Guest);
        await guest.ArriveAsync("/tokens");
        await SeeNoHarmAsync(guest, "somebody with a hostile name");
        guest.ExpectNoTrouble();
    }

    [Fact]
    public async Task No_address_that_somebody_was_sent_runs_fetches_or_is_reported()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var run = await server.InstallAsync("greeter", Archives.OfManifest(Manifests.Greeting("1.0.0"), server.Folder), new { config = new { greeting = "Hello" } });
        await server.WhenAsync(run, "succeeded");
        Func<string, string>[] addresses =
        [
            p => $"/installations/{p}", p => $"/installations/greeter/{p}", p => $"/runs/{run}/tasks/{p}", p => $"/packages/{p}", p => $"/install?installation={p}&package={p}", p => $"/{p}?{p}#{p}",
        ];
        foreach (var (i, payload) in Payloads.All.Where((p, n) => p.Length < 1_000 && n % 4 == 0).Index())
        {
            var place = addresses[i % addresses.Length](Uri.EscapeDataString(payload));
            await visit.GoAsync(place);
            await visit.Page.Locator("main :is(h1, h2, [role=alert])").First.WaitForAsync();
            Assert.True(await visit.Page.EvaluateAsync<bool>("window.stolen === undefined"), place);
        }

        await SeeNoHarmAsync(visit, "the last address");
        visit.ExpectNoTrouble();
    }

    private static async Task SeeNoHarmAsync(Visit visit, string place)
    {
        Assert.True(await visit.Page.EvaluateAsync<bool>(IsUnharmed), place);
        Assert.True(await visit.Page.Locator(Foreign).CountAsync() == 0, $"an element of others is on {place}");
    }

    /// <summary>The list to its end, the graph, and what all tasks say.</summary>
    private static async Task ReadRunAsync(Visit visit, string run)
    {
        await visit.ArriveAsync($"/runs/{run}");
        await visit.Page.Locator(".list").EvaluateAsync("list => list.scrollTop = list.scrollHeight");
        await visit.FillAsync("Filter tasks", "<");
        await SeeNoHarmAsync(visit, "the list of tasks");
        await visit.Page.GetByText("Graph", new() { Exact = true }).ClickAsync();
        await visit.Page.Locator(".graph :is(g.node, canvas)").First.WaitForAsync();
        await SeeNoHarmAsync(visit, "the graph");
        await visit.Page.GetByText("Logs of all tasks", new() { Exact = true }).ClickAsync();
        await visit.Page.Locator(".log-line .who").First.WaitForAsync();
        await SeeNoHarmAsync(visit, "the logs of all tasks");
    }

    /// <summary>Every line of a log that holds all of them, and one of three million characters.</summary>
    private static async Task ReadLogAsync(Visit visit, string run)
    {
        await visit.GoAsync($"/runs/{run}/tasks/say");
        await visit.SeeAsync("Attempt 1");
        await visit.FillAsync("Search in the log", "stolen");
        await visit.Page.Locator(".log-line mark").First.WaitForAsync();
        await visit.FillAsync("Search in the log", "");
        await visit.Page.Locator(".of-task .log-lines").HoverAsync();
        for (var i = 0; i < 30; i++)
        {
            await visit.Page.Mouse.WheelAsync(0, i < 15 ? -2_000 : 1_500);
        }

        await SeeNoHarmAsync(visit, "a log");
    }

    private static async Task ReadHistoryAsync(Visit visit)
    {
        await visit.ArriveAsync("/installations/hostile/history");
        await visit.Page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await visit.Page.GetByRole(AriaRole.Checkbox).Last.CheckAsync();
        await visit.SeeAsync("config.q1");
        await SeeNoHarmAsync(visit, "the differences of two runs");
    }

    /// <summary>The form with what was answered before, its plan, and a plan that is refused with a message of the package's own.</summary>
    private static async Task AnswerAsync(Visit visit, HostileStage stage)
    {
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Package)}");
        await visit.Page.Locator("fieldset.group").First.WaitForAsync();
        await visit.FillAsync("1 <img", "another");
        await SeeNoHarmAsync(visit, "the form");
        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("taskrunner upgrade hostile");
        await SeeNoHarmAsync(visit, "the plan");
        await visit.ArriveAsync($"/install?package={Uri.EscapeDataString(stage.Refuser)}");
        await visit.ClickAsync("Show the plan");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("<script>");
        await SeeNoHarmAsync(visit, "a plan that is refused");
    }

    private static async Task AdministerAsync(Visit visit, PageServer server)
    {
        await visit.ArriveAsync("/tokens");
        await Expect(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "javascript:" }).First).ToBeVisibleAsync();
        await SeeNoHarmAsync(visit, "/tokens");
        await visit.ClickAsync("Revoke");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await SeeNoHarmAsync(visit, "the question whether to revoke");
        await visit.ArriveAsync("/global");
        await Expect(visit.Page.Locator("pre.json")).ToContainTextAsync("evil.invalid");
        await SeeNoHarmAsync(visit, "/global");
        await visit.ClickAsync("Edit");
        await SeeNoHarmAsync(visit, "the global configuration as a text");
        await visit.ArriveAsync("/audit");
        await Expect(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "javascript:" }).First).ToBeVisibleAsync();
        var rows = visit.Page.Locator("tbody tr");
        var all = (await server.GetAsync("/audit?limit=1000")).AsArray().Count;
        Assert.True(all > 400, "every payload is in the audit, as a name and as what somebody asked for");
        for (var shown = await rows.CountAsync(); shown < all; shown = await rows.CountAsync())
        {
            await visit.ClickAsync("Show more");
            await Expect(rows.Nth(shown)).ToBeVisibleAsync();
        }

        await SeeNoHarmAsync(visit, "/audit");
    }

    private static async Task UploadAsync(Visit visit, PageServer server)
    {
        await visit.ArriveAsync("/packages");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(Archives.OfManifest(HostilePackage.Nonsense(), server.Folder));
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("onerror");
        await SeeNoHarmAsync(visit, "a package that is refused");
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>The graph of a run: whole before anything began, steady while everything happens, and usable when it is large.</summary>
public sealed class GraphTests(SharedServer shared) : IClassFixture<SharedServer>
{
    /// <summary>How many pixels of the drawing are not its ground, and how many are green.</summary>
    private const string Painted = """
        canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let painted = 0, green = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] > 0) painted++;
                if (data[i + 3] > 200 && data[i + 1] > data[i] + 25 && data[i + 1] > data[i + 2] + 25) green++;
            }
            return [painted, green];
        }
        """;

    [Fact]
    public async Task Over_a_hundred_and_fifty_tasks_groups_are_folded_the_graph_is_whole_from_the_start_and_no_box_is_made_anew()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var gate = Path.Combine(server.Folder, "gate");
        var run = await server.InstallAsync("fleet", Archives.OfManifest(Manifests.Fleet(gate, 15), server.Folder));
        await server.WhenAsync(run, "running");
        await using var visit = await OpenAsync(chromium, server, run);
        var boxes = visit.Page.Locator(".graph g.node");
        await Expect(boxes).ToHaveCountAsync(16);
        await Expect(visit.Page.Locator(".graph g.node.busy")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "node14, 20 tasks waiting" })).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync("document.querySelectorAll('.graph g.node').forEach(box => box.isOld = true)");

        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await visit.WhenAsync("succeeded");
        await Expect(visit.Page.Locator(".graph g.node.good")).ToHaveCountAsync(16);
        Assert.Equal(16, await visit.Page.EvaluateAsync<int>("[...document.querySelectorAll('.graph g.node')].filter(box => box.isOld).length"));

        await visit.ClickAsync("Show every task");
        await Expect(boxes).ToHaveCountAsync(301);
        await visit.ClickAsync("Fold groups");
        await Expect(boxes).ToHaveCountAsync(16);
        // Who dragged the drawing goes on with the keyboard; the list beside it has the group, and the box of a folded task is that of its group.
        await DragAsync(visit);
        await boxes.Last.FocusAsync();
        await visit.PressAsync("Enter");
        await visit.SeeAsync("20 of 301 tasks");
        await visit.Page.Locator(".task-row").First.ClickAsync();
        await Expect(visit.Page.Locator(".graph g.node.chosen")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^node14"));
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task Over_five_hundred_boxes_an_overview_is_painted_and_follows_the_run()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var gate = Path.Combine(server.Folder, "flat-gate");
        var run = await server.InstallAsync("flat", Archives.OfManifest(Manifests.Flat(gate, 600), server.Folder));
        await server.WhenAsync(run, "running");
        await using var visit = await OpenAsync(chromium, server, run);
        var canvas = visit.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Overview of 601 boxes") });
        await Expect(canvas).ToBeVisibleAsync();
        var before = await PaintedAsync(canvas, p => p[0] > 2_000);
        Assert.True(before[1] < 50, $"{before[1]} green pixels before anything succeeded");

        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await visit.WhenAsync("succeeded");
        var after = await PaintedAsync(canvas, p => p[1] > 1_000);
        Assert.True(after[0] >= before[0] / 2, $"{before[0]} pixels were painted, {after[0]} are");

        // From near enough the box under the pointer is named, and leads to its task.
        await canvas.FocusAsync();
        await visit.PressAsync("0");
        for (var i = 0; i < 9; i++)
        {
            await visit.PressAsync("+");
        }

        var box = await FindBoxAsync(visit, canvas);
        await Expect(visit.Page.Locator(".graph .under")).ToContainTextAsync("succeeded");
        await visit.Page.Mouse.ClickAsync(box.X, box.Y);
        await visit.SeeAsync("Attempts");
        Assert.Contains("/tasks/", visit.Page.Url, StringComparison.Ordinal);
        visit.ExpectNoTrouble();
    }

    private static async Task<Visit> OpenAsync(Chromium chromium, PageServer server, string run)
    {
        var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}");
        await visit.WhenAsync("running");
        await visit.Page.GetByText("Graph", new() { Exact = true }).ClickAsync();
        return visit;
    }

    private static async Task DragAsync(Visit visit)
    {
        var frame = (await visit.Page.Locator(".graph").BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(frame.X + 20, frame.Y + frame.Height - 20);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(frame.X + 60, frame.Y + frame.Height - 40, new() { Steps = 4 });
        await visit.Page.Mouse.UpAsync();
    }

    private static async Task<int[]> PaintedAsync(ILocator canvas, Func<int[], bool> isEnough)
    {
        int[] seen;
        do
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            seen = await canvas.EvaluateAsync<int[]>(Painted);
        }
        while (!isEnough(seen));
        return seen;
    }

    /// <summary>Moves the pointer over the drawing until it is over a box.</summary>
    private static async Task<(float X, float Y)> FindBoxAsync(Visit visit, ILocator canvas)
    {
        var frame = (await canvas.BoundingBoxAsync())!;
        for (var y = frame.Y + 10; y < frame.Y + frame.Height - 10; y += 15)
        {
            for (var x = frame.X + 10; x < frame.X + frame.Width - 10; x += 60)
            {
                await visit.Page.Mouse.MoveAsync(x, y);
                if (await visit.Page.Locator(".graph .under").CountAsync() > 0)
                {
                    return (x, y);
                }
            }
        }

        throw new InvalidOperationException("no box is under the pointer anywhere");
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TaskRunner.EndToEnd.Tests;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>What people come to the page for, from the first click to the last, with the real server and real tasks.</summary>
public sealed class JourneyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    /// <summary>Of the page's ground, from 0 to 255.</summary>
    private const string Brightness = "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))";

    [Fact]
    public async Task The_shop_is_uploaded_configured_planned_and_installed()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var archive = Archives.Of(Path.Combine(Taskrunner.Repository, "examples", "shop", "1.0"), server.Folder);

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Install a package" }).ClickAsync();
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(archive);
        await visit.SeeAsync("Folder to install into");
        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("an answer is missing");
        await visit.FillAsync("Folder to install into", "shop");
        await visit.SeeAsync("give an absolute path");
        await visit.FillAsync("Folder to install into", Path.Combine(server.Folder, "shop"));
        await visit.FillAsync("Port the shop listens on", FreePort().ToString(CultureInfo.InvariantCulture));
        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("taskrunner install shop");
        await visit.ClickAsync("Do it");
        await visit.WhenAsync("succeeded");
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("settings") }).ClickAsync();
        await visit.SeeAsync("shop-1.0.0.json");

        await visit.GoAsync("/installations");
        await visit.SeeAsync("shop 1.0.0");
        await visit.GoAsync("/services");
        await visit.SeeAsync("shop-web");
        visit.ExpectNoTrouble();
        // The shop's own service would outlive the test.
        await server.WhenAsync((string)(await server.PostAsync("/runs", new { installation = "shop", operation = "uninstall" }))["run"]!, "succeeded");
    }

    [Fact]
    public async Task A_failed_task_is_retried_from_where_it_failed()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var door = Path.Combine(server.Folder, "open");
        var run = await server.InstallAsync("doors", Archives.OfManifest(Manifests.Door(door), server.Folder));
        await server.WhenAsync(run, "failed");

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.SeeAsync("Needs a person");
        await visit.GoAsync($"/runs/{run}");
        await Expect(visit.Page.Locator(".task-row").First).ToContainTextAsync("door");
        await Expect(visit.Page.Locator(".task-row").Filter(new() { HasText = "after" })).ToContainTextAsync("blocked by door");
        await visit.Page.GetByText("中文").ClickAsync();
        await Expect(visit.Page.Locator(".task-row").First).ToContainTextAsync("以退出码 4 结束：the door is shut");
        await visit.Page.GetByText("English").ClickAsync();
        await Expect(visit.Page.Locator(".task-row").First).ToContainTextAsync("ended with exit code 4: the door is shut");
        await visit.Page.Locator(".task-row").First.ClickAsync();
        await visit.SeeAsync("the door is shut");
        await File.WriteAllTextAsync(door, "", TestContext.Current.CancellationToken);
        await visit.ClickAsync("Retry from here");
        await visit.WhenAsync("succeeded");
        Assert.DoesNotContain(run, visit.Page.Url, StringComparison.Ordinal);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("reused") })).ToContainTextAsync("before");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_failed_run_is_retried_as_a_whole_after_a_question_and_its_failed_task_alone()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var door = Path.Combine(server.Folder, "unlocked");
        var run = await server.InstallAsync("gates", Archives.OfManifest(Manifests.Door(door), server.Folder));
        await server.WhenAsync(run, "failed");
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}");
        await visit.ClickAsync("Retry");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("taskrunner retry gates");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex(run));
        await visit.WhenAsync("failed");

        await File.WriteAllTextAsync(door, "", TestContext.Current.CancellationToken);
        var again = visit.Page.Url;
        await visit.Page.Locator(".task-row").First.ClickAsync();
        await visit.ClickAsync("Retry only this");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex(Regex.Escape(again)));
        await Expect(visit.Page.Locator(".task-row").Filter(new() { Has = visit.Page.GetByTitle("door", new() { Exact = true }) }).Locator(".state")).ToHaveTextAsync("succeeded");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task An_unknown_outcome_is_decided_by_a_person_who_sees_the_evidence()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        var run = await server.InstallAsync("bank", Archives.OfManifest(Manifests.Payment, server.Folder));
        await server.Tool.WhenRunsAsync("pay");

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync($"/runs/{run}");
        await visit.WhenAsync("running");
        server.Kill();
        HostProcesses.Kill(HostProcesses.OfTask(server.Tool.Store, "pay"));
        await visit.SeeAsync("reconnecting…");
        await server.RestartAsync();
        await visit.WhenAsync("needs a decision");
        await visit.Page.GetByText("中文").ClickAsync();
        await visit.GoAsync($"/runs/{run}/tasks/pay");
        await Expect(visit.Page.Locator(".foreign").Filter(new() { HasText = "运行器" }).First).ToContainTextAsync("执行过程中运行器意外终止");
        await visit.Page.GetByText("English").ClickAsync();
        await visit.GoAsync($"/runs/{run}");
        await visit.ClickAsync("Decide about pay");
        await visit.SeeAsync("What became of pay?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("the runner died while it was under way");
        await visit.Page.GetByLabel("succeeded: its effect is there").CheckAsync();
        await visit.FillAsync("Its outputs, as JSON", """{"receipt": "42"}""");
        await visit.FillAsync("How do you know?", "the bank says so");
        await visit.ClickAsync("Record the decision");
        await visit.ClickAsync("Resume");
        await visit.WhenAsync("succeeded");
        await visit.GoAsync($"/runs/{run}/tasks/pay");
        await visit.SeeAsync("the bank says so");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task An_upgrade_with_a_changed_answer_shows_the_change_before_and_after()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("greeter", Archives.OfManifest(Manifests.Greeting("1.0.0"), server.Folder), new { config = new { greeting = "Hello" } });
        await server.WhenAsync(run, "succeeded");
        await server.AddAsync(Archives.OfManifest(Manifests.Greeting("1.1.0"), server.Folder));

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.GoAsync("/installations/greeter");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Upgrade" }).ClickAsync();
        await visit.Page.GetByText("greeter 1.1.0").ClickAsync();
        await Expect(visit.Page.GetByLabel("Greeting").First).ToHaveValueAsync("Hello");
        await visit.FillAsync("Greeting", "Good evening");
        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("config.greeting");
        await visit.SeeAsync("1.0.0 → 1.1.0");
        await visit.ClickAsync("Do it");
        await visit.WhenAsync("succeeded");

        await visit.GoAsync("/installations/greeter/history");
        var boxes = visit.Page.GetByRole(AriaRole.Checkbox);
        await Expect(boxes).ToHaveCountAsync(2);
        await boxes.First.CheckAsync();
        await boxes.Last.CheckAsync();

        await visit.SeeAsync("Differences of configuration");
        await visit.SeeAsync("Good evening");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task The_language_changes_everywhere_and_is_kept()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var digest = await server.AddAsync(Archives.OfManifest(Manifests.Greeting("1.0.0"), server.Folder));
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        await visit.Page.GetByText("中文").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "安装", Exact = true })).ToBeVisibleAsync();
        await visit.GoAsync($"/install?package={Uri.EscapeDataString(digest)}");
        await visit.FillAsync("问候语", "晚上好");
        await visit.Page.GetByText("English").ClickAsync();
        await Expect(visit.Page.GetByLabel("Greeting").First).ToHaveValueAsync("晚上好"); // what was typed is nobody's to take
        await visit.Page.GetByText("中文").ClickAsync();
        await visit.SeeAsync("问候语");
        await visit.GoAsync($"/packages/{Uri.EscapeDataString(digest)}");
        await visit.SeeAsync("问候语");
        Assert.Equal("zh-CN", await visit.Page.EvaluateAsync<string>("document.documentElement.lang"));
        await visit.GoAsync("/installations/nothing");
        await visit.SeeAsync("没有安装");
        await visit.Page.GetByText("English").ClickAsync();
        await visit.SeeAsync("there is no installation nothing");
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task The_colours_are_chosen_and_kept()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        foreach (var scheme in (string[])["Dark", "Light"])
        {
            await visit.Page.GetByText(scheme, new() { Exact = true }).ClickAsync();
            await visit.ArriveAsync("/runs");
            await Expect(visit.Page.GetByRole(AriaRole.Radio, new() { Name = scheme })).ToBeCheckedAsync();
            Assert.Equal(scheme == "Dark", await visit.Page.EvaluateAsync<double>(Brightness) < 100);
        }

        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_viewer_sees_everything_of_a_run_and_is_offered_nothing()
    {
        var chromium = await SharedChromium.GetAsync();
        var server = await shared.GetAsync();
        var run = await server.InstallAsync("locked", Archives.OfManifest(Manifests.Door(Path.Combine(server.Folder, "never")), server.Folder));
        await server.WhenAsync(run, "failed");

        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(await server.NewTokenAsync("guest", "viewer"));
        Assert.Equal(["Installations", "Runs", "Services", "Packages", "Global configuration"], await visit.Page.Locator("nav a").AllTextContentsAsync());
        await visit.GoAsync($"/runs/{run}/tasks/door");
        await visit.SeeAsync("the door is shut");
        foreach (var verb in (string[])["Retry", "Retry from here", "Roll back", "Roll back the run", "Cancel"])
        {
            await visit.SeeNoButtonAsync(verb);
        }

        foreach (var place in (string[])["/install", "/tokens", "/audit"])
        {
            await visit.GoAsync(place);
            await visit.SeeAsync("Your role (viewer) may not do this");
        }

        var refused = await visit.Page.EvaluateAsync<int>($"fetch('/api/v1/runs/{run}/retry', {{method: 'POST', body: '{{}}', headers: {{'X-TaskRunner': '1'}}}}).then(r => r.status)");
        Assert.Equal(403, refused);
        visit.ExpectNoTrouble();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

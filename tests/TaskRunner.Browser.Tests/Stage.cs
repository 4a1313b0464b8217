using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.BrowserTests;

/// <summary>One server with everything on it that a page can be about: runs in all ways they end and some that do not, services, packages, history.</summary>
internal sealed class Stage(PageServer server) : IAsyncDisposable
{
    private readonly List<string> _endless = [];

    /// <summary>Its outcome is unknown: a person must decide.</summary>
    public string Undecided { get; private set; } = "";

    public string Failed { get; private set; } = "";

    public string Upgraded { get; private set; } = "";

    /// <summary>Each attempt of it speaks, the last goes on speaking.</summary>
    public string Talking { get; private set; } = "";

    public string Endless { get; private set; } = "";

    /// <summary>301 tasks in fifteen groups.</summary>
    public string Fleet { get; private set; } = "";

    /// <summary>Too many boxes to be elements.</summary>
    public string Flat { get; private set; } = "";

    /// <summary>Four run already.</summary>
    public string Waiting { get; private set; } = "";

    public string Kitchen { get; private set; } = "";

    public string Older { get; private set; } = "";

    public string Newer { get; private set; } = "";

    /// <summary>The machine goes away while a task pays: <see cref="ReturnAsync"/> brings it back.</summary>
    public async Task LeaveAsync()
    {
        Undecided = await server.InstallAsync("bank", Archives.OfManifest(Manifests.Payment, server.Folder));
        await server.Tool.WhenRunsAsync("pay");
        server.Kill();
        HostProcesses.Kill(HostProcesses.OfTask(server.Tool.Store, "pay"));
    }

    public async Task ReturnAsync()
    {
        await server.RestartAsync();
        await server.WhenAsync(Undecided, "needs-decision");
    }

    public async Task FillAsync()
    {
        Failed = await BeginAsync("doors", Manifests.Door(Path.Combine(server.Folder, "never")), "failed");
        Older = await server.AddAsync(Pack(Manifests.Greeting("1.0.0")));
        await server.WhenAsync(await server.InstallAsync("greeter", Pack(Manifests.Greeting("1.0.0")), new { config = new { greeting = "Hello" } }), "succeeded");
        Newer = await server.AddAsync(Pack(Manifests.Greeting("1.1.0")));
        Upgraded = (string)(await server.PostAsync(
            "/runs", new { installation = "greeter", operation = "upgrade", package = Newer, answers = new { config = new { greeting = "Good evening" } } }))["run"]!;
        await server.WhenAsync(Upgraded, "succeeded");
        Kitchen = await server.AddAsync(Pack(Manifests.Kitchen));
        await DriftAsync();
    }

    /// <summary>Fills the server's hands and lets one more wait.</summary>
    public async Task BusyAsync()
    {
        Talking = await KeepAsync("talk", Manifests.Talk(Path.Combine(server.Folder, "silence")));
        Endless = await KeepAsync("endless", Manifests.Endless);
        Fleet = await KeepAsync("fleet", Manifests.Fleet(Path.Combine(server.Folder, "gate"), 15));
        Flat = await KeepAsync("flat", Manifests.Flat(Path.Combine(server.Folder, "gate"), 600));
        Waiting = await server.InstallAsync("waiting", Pack(Manifests.Greeting("1.0.0")), new { config = new { greeting = "later" } });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _endless)
        {
            await server.PostAsync($"/runs/{run}/cancel", new { now = true });
        }

        foreach (var run in _endless)
        {
            await server.WhenAsync(run, "cancelled");
        }
    }

    /// <summary>Of two services one is gone, and somebody looked.</summary>
    public async Task DriftAsync()
    {
        var file = Path.Combine(server.Folder, "web");
        await BeginAsync("watched", Manifests.Watched(file), "succeeded");
        File.Delete(file);
        var seen = (JsonArray)await server.PostAsync("/services/refresh", new { });
        Assert.Contains(seen, s => (string?)s!["state"] == "missing");
    }

    private async Task<string> BeginAsync(string name, string manifest, string until)
    {
        var run = await server.InstallAsync(name, Pack(manifest));
        await server.WhenAsync(run, until);
        return run;
    }

    private async Task<string> KeepAsync(string name, string manifest)
    {
        var run = await BeginAsync(name, manifest, "running");
        _endless.Add(run);
        return run;
    }

    private string Pack(string manifest) => Archives.OfManifest(manifest, server.Folder);
}

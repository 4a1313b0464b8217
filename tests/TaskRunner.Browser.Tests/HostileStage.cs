using System.Text;
using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.BrowserTests;

/// <summary>
/// A server on which whatever takes a text from outside has been given the payloads: packages, answers, what tasks print, give out and fail
/// with, the register of services, the global configuration, names of tokens, the audit, and what people say of a task.
/// </summary>
internal sealed class HostileStage(PageServer server)
{
    public string Run { get; private set; } = "";

    /// <summary>A run with a task whose outcome a person told, and how they know.</summary>
    public string Decided { get; private set; } = "";

    public string Package { get; private set; } = "";

    /// <summary>A package that refuses to be planned, with messages of its own.</summary>
    public string Refuser { get; private set; } = "";

    public List<string> Tasks { get; private set; } = [];

    /// <summary>The token of somebody with a hostile name.</summary>
    public string Guest { get; private set; } = "";

    public static string Everything => string.Join('\n', Payloads.All.Where(p => p.Length < 1_000));

    public async Task SetAsync()
    {
        await InstallAsync();
        await ConfigureAsync();
        await KnockAsync();
        await DecideAsync();
        Refuser = await server.AddAsync(Archives.OfManifest(HostilePackage.Refuser(), server.Folder));
    }

    private async Task InstallAsync()
    {
        var folder = Path.Combine(server.Folder, "hostile");
        HostilePackage.Write(folder);
        var archive = Archives.Of(folder, server.Folder);
        var answers = new JsonObject([.. Payloads.All.Select((payload, i) => KeyValuePair.Create($"q{i}", (JsonNode?)JsonValue.Create(payload)))]);
        Run = await server.InstallAsync("hostile", archive, new { config = answers });
        await server.WhenAsync(Run, "succeeded");
        Package = await server.AddAsync(archive);
        Tasks = [.. (await server.GetAsync($"/runs/{Run}"))["run"]!["tasks"]!.AsArray().Select(t => (string)t!["name"]!)];
        var again = await server.PostAsync("/runs", new { installation = "hostile", operation = "upgrade", package = Package, answers = new { config = new { q1 = "quiet" } } });
        await server.WhenAsync((string)again["run"]!, "succeeded");
    }

    /// <summary>As keys, as values, and below each other.</summary>
    private async Task ConfigureAsync()
    {
        var all = new JsonObject([.. Payloads.All.Select(p => KeyValuePair.Create(p, (JsonNode?)new JsonObject { ["value"] = p }))]);
        using var body = new StringContent(all.ToJsonString(), Encoding.UTF8, "application/json");
        await server.SendAsync(HttpMethod.Put, "/global-configuration", body, mayFail: false);
    }

    /// <summary>Makes tokens for them, and asks for what is not there: both are in the audit, refused or not.</summary>
    private async Task KnockAsync()
    {
        foreach (var payload in Payloads.All)
        {
            using var body = new StringContent(new JsonObject { ["name"] = payload, ["role"] = "viewer", ["expiresIn"] = "1h" }.ToJsonString(), Encoding.UTF8, "application/json");
            var made = await server.SendAsync(HttpMethod.Post, "/tokens", body, mayFail: true);
            Guest = Guest.Length == 0 && made?["token"] is { } token ? (string)token! : Guest;
            await server.SendAsync(HttpMethod.Delete, $"/tokens/{Uri.EscapeDataString(payload)}", null, mayFail: true);
        }
    }

    private async Task DecideAsync()
    {
        Decided = await server.InstallAsync("bank", Archives.OfManifest(Manifests.Payment, server.Folder));
        await server.Tool.WhenRunsAsync("pay");
        server.Kill();
        HostProcesses.Kill(HostProcesses.OfTask(server.Tool.Store, "pay"));
        await server.RestartAsync();
        await server.WhenAsync(Decided, "needs-decision");
        await server.PostAsync($"/runs/{Decided}/resolve", new { task = "pay", @as = "succeeded", reason = Everything, outputs = new { receipt = Everything } });
    }
}

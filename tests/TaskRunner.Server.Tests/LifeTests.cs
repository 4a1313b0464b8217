using System.Text;
using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>What a deployer does in a browser, call by call.</summary>
public sealed class LifeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_is_sent_asked_about_planned_run_looked_at_upgraded_rolled_back_and_removed()
    {
        await using var server = await RunningServer.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "www")).FullName;
        var digest = await server.UploadAsync(TestPackages.Site("1.0.0"));
        await AskAsync(server, digest);

        var answers = new { config = new { folder, password = TestPackages.Password } };
        var first = await PlanAndRunAsync(server, "install", digest, answers);
        Assert.Equal("<h1>Welcome</h1>", (await File.ReadAllTextAsync(Path.Combine(folder, "index"), Cancel)).Trim());
        await LookAsync(server, first);

        var next = await server.UploadAsync(TestPackages.Site("1.1.0"));
        var second = await PlanAndRunAsync(server, "upgrade", next, new { config = new { heading = "Hello" } });
        var differences = (JsonArray)await server.Admin.GetJsonAsync($"/api/v1/installations/shop/differences?from={first}&to={second}");
        Assert.Equal([("config.heading", "added")], differences.Select(d => ((string)d!["path"]!, (string)d["kind"]!)));

        var undone = await PlanAndRunAsync(server, "rollback", null, null);
        var shop = await server.Admin.GetJsonAsync("/api/v1/installations/shop");
        Assert.Equal(("1.0.0", undone), ((string?)shop["installed"]!["version"], (string?)shop["run"]!["id"]));
        var removed = await PlanAndRunAsync(server, "uninstall", null, null);
        var history = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/installations/shop/history");
        Assert.Equal([removed, undone, second, first], history.Select(r => (string)r!["run"]!));
        Assert.Empty(server.Failures);
        await NothingHoldsThePasswordAsync(server, first);
    }

    private static async Task AskAsync(RunningServer server, string digest)
    {
        var form = (await (await server.Admin.PostJsonAsync($"/api/v1/packages/{digest}/questions", new { answers = new { config = new { folder = "www" } } })).ExpectAsync(200))!;
        var errors = (JsonArray)form["errors"]!;
        Assert.Contains(errors, e => (string?)e!["pointer"] == "/config/folder" && (string?)e["code"] == "TR2063");
        Assert.Contains(errors, e => (string?)e!["code"] == "TR3001");
        Assert.Equal("/config/password", (string?)Assert.Single((JsonArray)form["missing"]!)!["pointer"]);
        var problem = await (await server.Admin.PostJsonAsync("/api/v1/plans", new { operation = "install", installation = "shop", package = digest, answers = new { config = new { folder = "www", password = "x" } } })).ExpectProblemAsync(422, "TR2063");
        Assert.Equal("/config/folder", (string?)problem["errors"]![0]!["pointer"]);
    }

    private static async Task<string> PlanAndRunAsync(RunningServer server, string operation, string? package, object? answers)
    {
        var plan = (await (await server.Admin.PostJsonAsync("/api/v1/plans", new { operation, installation = "shop", package, answers })).ExpectAsync(200))!;
        Assert.Equal(operation, (string?)plan["plan"]!["operation"]);
        Assert.DoesNotContain(TestPackages.Password, plan.ToJsonString(), StringComparison.Ordinal);
        Assert.StartsWith($"taskrunner {operation} shop", (string?)plan["commandLine"], StringComparison.Ordinal);
        var begun = (await (await server.Admin.PostJsonAsync("/api/v1/runs", new { plan = (string)plan["id"]! })).ExpectAsync(202))!;
        var id = (string)begun["run"]!;
        await server.WhenAsync(id, "succeeded");
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { plan = (string)plan["id"]! })).ExpectProblemAsync(404, "TR8511");
        return id;
    }

    private static async Task LookAsync(RunningServer server, string run)
    {
        var row = Assert.Single((JsonArray)await server.Admin.GetJsonAsync("/api/v1/installations"))!;
        Assert.Equal(("shop", "site", "1.0.0", "succeeded"), ((string?)row["installation"], (string?)row["package"], (string?)row["version"], (string?)row["state"]));
        Assert.Equal(1, (int?)row["services"]!["ready"]);
        var listed = Assert.Single((JsonArray)await server.Admin.GetJsonAsync("/api/v1/runs?installation=shop"))!;
        Assert.Equal((run, 3, 3), ((string?)listed["id"], (int?)listed["progress"]!["total"], (int?)listed["progress"]!["succeeded"]));
        var page = await server.Admin.GetJsonAsync($"/api/v1/runs/{run}/tasks?group=page&limit=1");
        Assert.Equal((2, 1), ((int?)page["total"], ((JsonArray)page["tasks"]!).Count));
        var task = await server.Admin.GetJsonAsync($"/api/v1/runs/{run}/tasks/page%5Bindex%5D");
        Assert.Equal("index", (string?)task["inputs"]!["env"]!["NAME"]);
        Assert.NotNull(task["inputs"]!["env"]!["PASSWORD"]!["$secret"]);
        Assert.Equal(("execute", "succeeded"), ((string?)task["history"]![0]!["kind"], (string?)task["history"]![0]!["state"]));
        using var log = await server.Admin.GetAsync($"/api/v1/runs/{run}/logs/page%5Bindex%5D/1?stream=out&offset=6&limit=5", Cancel);
        Assert.Equal("index", await log.Content.ReadAsStringAsync(Cancel));
        var graph = await server.Admin.GetJsonAsync($"/api/v1/runs/{run}/graph");
        Assert.Equal(3, ((JsonArray)graph["nodes"]!).Count);
        Assert.Equal(2, ((JsonArray)graph["edges"]!).Count);
        Assert.All((JsonArray)graph["nodes"]!, n => Assert.Equal("succeeded", (string?)n!["state"]));
        var service = Assert.Single((JsonArray)(await (await server.Admin.PostJsonAsync("/api/v1/services/refresh", new { })).ExpectAsync(200))!)!;
        Assert.Equal(("shop-site", "ready"), ((string?)service["name"], (string?)service["state"]));
    }

    /// <summary>Neither in what the store keeps nor in what anybody is told.</summary>
    private static async Task NothingHoldsThePasswordAsync(RunningServer server, string run)
    {
        foreach (var path in new[] { $"/api/v1/runs/{run}", $"/api/v1/runs/{run}/journal", "/api/v1/installations/shop/history", "/api/v1/audit", $"/api/v1/runs/{run}/logs/page%5Bindex%5D/1" })
        {
            using var answer = await server.Admin.GetAsync(path, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, path);
            Assert.DoesNotContain(TestPackages.Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"sealed\"", text, StringComparison.Ordinal);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(server.Folder, "store"), "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Cancel);
            Assert.True(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(TestPackages.Password)) < 0, file);
        }
    }

    [Fact]
    public async Task The_global_configuration_is_changed_by_who_saw_the_last_change()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await server.Admin.GetJsonAsync("/api/v1/global-configuration");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/global-configuration") { Content = new StringContent("region: north\n") };
        put.Headers.TryAddWithoutValidation("If-Match", $"\"{(string)first["digest"]!}\"");
        var now = (await (await server.Admin.SendAsync(put, Cancel)).ExpectAsync(200))!;
        Assert.Equal("north", (string?)now["value"]!["region"]);
        using var late = new HttpRequestMessage(HttpMethod.Put, "/api/v1/global-configuration") { Content = new StringContent("region: south\n") };
        late.Headers.TryAddWithoutValidation("If-Match", $"\"{(string)first["digest"]!}\"");
        await (await server.Admin.SendAsync(late, Cancel)).ExpectProblemAsync(412, "TR8513");
    }
}

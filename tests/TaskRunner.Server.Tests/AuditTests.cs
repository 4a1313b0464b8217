using System.Text;
using System.Text.Json.Nodes;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server.Tests;

/// <summary>What the audit says, and that it says it once.</summary>
public sealed class AuditTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_change_is_written_down_once_with_what_it_was_about()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Site("1.0.0"));
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "www")).FullName;
        var plan = (await (await server.Admin.PostJsonAsync("/api/v1/plans", new
        {
            operation = "install",
            installation = "shop",
            package = digest,
            answers = new { config = new { folder, password = TestPackages.Password } },
        })).ExpectAsync(200))!;
        var install = await server.BeginAsync(new { plan = (string)plan["id"]! });
        await server.WhenAsync(install, "succeeded");
        var rollback = (string)(await (await server.Admin.PostJsonAsync($"/api/v1/runs/{install}/rollback", new { })).ExpectAsync(202))!["run"]!;
        await server.WhenAsync(rollback, "succeeded");
        await (await server.Admin.PostJsonAsync("/api/v1/services/refresh", new { })).ExpectAsync(200);
        var token = (await (await server.Admin.PostJsonAsync("/api/v1/tokens", new { name = "ci", role = "viewer" })).ExpectAsync(201))!;
        await (await server.Admin.DeleteAsync($"/api/v1/tokens/{token["id"]}", Cancel)).ExpectAsync(200);
        await (await server.Admin.PutAsync("/api/v1/global-configuration", new StringContent("region: north\n"), Cancel)).ExpectAsync(200);

        Assert.Equal(
        [
            ("global.set", null, null),
            ("token.revoke", (string)token["id"]!, null),
            ("token.create", (string)token["id"]!, "ci viewer"),
            ("service.refresh", null, null),
            ("run.rollback", "shop", rollback),
            ("run.install", "shop", install),
            ("package.add", digest, "site 1.0.0"),
        ],
            await RowsAsync(server));
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task What_was_refused_is_not_written_down_as_done()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { UploadBytes = 100 });
        await (await server.Admin.PostJsonAsync("/api/v1/tokens", new { name = "", role = "viewer" })).ExpectProblemAsync(400, "TR6160");
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { plan = "none" })).ExpectProblemAsync(404, "TR8511");
        await (await server.Admin.PostAsync("/api/v1/packages", new ByteArrayContent(new byte[101]), Cancel)).ExpectProblemAsync(413, "TR8508");
        await (await server.Admin.PostJsonAsync("/api/v1/runs/none/resume", new { })).ExpectAsync(404);
        Assert.Equal(
            ["run.resume.refused", "package.add.refused", "run.begin.refused", "token.create.refused"],
            (await RowsAsync(server)).Select(r => r.Action));
    }

    [Fact]
    public async Task A_change_that_is_refused_has_one_record_whatever_it_was()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1, RunsWaiting = 1 });
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        var waiting = await server.BeginAsync(new { operation = "install", installation = "b", package = digest });
        var before = await RowsAsync(server);
        Assert.Equal([("run.install", "b", waiting), ("run.install", "a", run), ("package.add", digest, "gated 1.0.0")], before);

        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "c", package = digest })).ExpectProblemAsync(409, "TR8512");
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/resume", new { })).ExpectProblemAsync(409, "TR8523");
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/rollback", new { })).ExpectProblemAsync(409, "TR8523");
        await (await server.Admin.PostJsonAsync("/api/v1/runs/none/cancel", new { })).ExpectAsync(404);
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/resolve", new Dictionary<string, string> { ["task"] = "t0", ["as"] = "failed", ["reason"] = "x" })).ExpectProblemAsync(409, "TR7021");
        await (await server.Admin.DeleteAsync("/api/v1/tokens/none", Cancel)).ExpectAsync(404);
        await (await server.Admin.PutAsync("/api/v1/global-configuration", new StringContent("- no map"), Cancel)).ExpectAsync(422);
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/v1/global-configuration") { Content = new StringContent("a: 1") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"another\"");
        await (await server.Admin.SendAsync(stale, Cancel)).ExpectAsync(412);
        Assert.Equal(
        [
            ("global.set.refused", null), ("global.set.refused", null), ("token.revoke.refused", "none"), ("run.resolve.refused", run), ("run.cancel.refused", "none"),
            ("run.rollback.refused", run), ("run.resume.refused", run), ("run.begin.refused", null),
        ],
            (await RowsAsync(server)).SkipLast(before.Count).Select(r => (r.Action, r.Subject)));
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{waiting}/cancel", new { })).ExpectAsync(202);
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/cancel", new { now = true })).ExpectAsync(202);
        Assert.Equal([("run.cancel", run, "now"), ("run.cancel", waiting, null)], (await RowsAsync(server)).Take(2));
        await server.WhenAsync(run, "cancelled", "needs-decision");
    }

    [Fact]
    public async Task What_is_refused_when_its_turn_comes_at_once_is_not_written_down_as_begun()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "a", package = digest })).ExpectProblemAsync(409, "TR6110");
        Assert.Equal([("run.begin.refused", null), ("run.install", "a"), ("package.add", digest)], (await RowsAsync(server)).Select(r => (r.Action, r.Subject)));
    }

    [Fact]
    public async Task Who_signs_in_and_out_is_written_down()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = server.ClientWith(null);
        using var begun = await browser.PostJsonAsync("/api/v1/session", new { token = await server.TokenAsync("viewer") });
        browser.DefaultRequestHeaders.Add("Cookie", begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        browser.DefaultRequestHeaders.Add("X-TaskRunner", "1");
        await (await browser.DeleteAsync("/api/v1/session", Cancel)).ExpectAsync(204);
        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit?limit=2");
        Assert.Equal([("session.end", "a viewer", "viewer"), ("session.begin", "a viewer", "viewer")], audit.Select(a => ((string)a!["action"]!, (string)a["who"]!, (string)a["role"]!)));
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Who_was_turned_away_is_written_down_but_not_what_they_showed()
    {
        await using var server = await RunningServer.StartAsync();
        using var viewer = server.ClientWith(await server.TokenAsync("viewer"));
        using var forged = server.ClientWith("trt_AAAAAAAA_" + new string('x', 43));
        using var nobody = server.ClientWith(null);
        await viewer.PostJsonAsync("/api/v1/services/refresh", new { });
        await forged.GetAsync("/api/v1/runs", Cancel);
        await nobody.GetAsync("/api/v1/session", Cancel); // a page before anybody logged in
        await nobody.PostJsonAsync("/api/v1/session", new { token = "trt_AAAAAAAA_" + new string('y', 43) });
        await nobody.PutAsync("/api/v1/global-configuration", new StringContent("a: 1"), Cancel);
        using var stranger = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        await nobody.SendAsync(stranger, Cancel);

        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit");
        audit.RemoveAt(audit.Count - 1); // of the first token
        Assert.Equal(
        [
            ("-", "GET ?", "TR8501"),
            ("-", "PUT /api/v1/global-configuration", "TR8503"),
            ("-", "POST /api/v1/session", "TR8503"),
            ("-", "GET /api/v1/runs", "TR8503"),
            ("a viewer", "POST /api/v1/services/refresh", "TR8504"),
        ],
            audit.Select(a => ((string)a!["who"]!, (string)a["subject"]!, ((string)a["detail"]!)[..6])));
        Assert.All(audit, a => Assert.Equal(("denied", "127.0.0.1"), ((string?)a!["action"], (string?)a["from"])));
        Assert.DoesNotContain("xxxx", audit.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("yyyy", audit.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_knocks_a_thousand_times_does_not_fill_the_store()
    {
        await using var server = await RunningServer.StartAsync();
        using var viewer = server.ClientWith(await server.TokenAsync("viewer"));
        var routes = RouteTable.All.Where(r => r.Changes && r.Policy > Access.RoutePolicy.Viewer).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, cancel) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/runs/{i}/resume") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            using var answer = await viewer.SendAsync(request, cancel);
            using var strange = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = $"h{i}.example" } };
            using var other = await viewer.SendAsync(strange, cancel);
            Assert.Equal((403, 421), ((int)answer.StatusCode, (int)other.StatusCode));
        });
        foreach (var route in routes)
        {
            using var answer = await viewer.SendAsync(new HttpRequestMessage(new HttpMethod(route.Method), route.Pattern.Replace("{id}", "x", StringComparison.Ordinal)), Cancel);
        }

        var rows = await RowsAsync(server);
        Assert.InRange(rows.Count, 3, 3 * 21); // it may have gone on for more than a minute
        Assert.All(rows, r => Assert.StartsWith("denied", r.Action, StringComparison.Ordinal));
    }

    /// <summary>All but the oldest, which is of the token the server made for itself.</summary>
    private static async Task<List<(string Action, string? Subject, string? Detail)>> RowsAsync(RunningServer server)
    {
        var rows = ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit?limit=1000")).Select(a => ((string)a!["action"]!, (string?)a["subject"], (string?)a["detail"])).ToList();
        Assert.Equal(("token.create", "first admin"), (rows[^1].Item1, rows[^1].Item3));
        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}

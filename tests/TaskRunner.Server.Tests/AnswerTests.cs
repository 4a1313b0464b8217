using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TaskRunner.Server.Http.Shapes;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server.Tests;

/// <summary>What the OpenAPI document says of answers is what is answered: <see cref="AnswerCheck"/> looks at each.</summary>
public sealed class AnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_route_that_answers_JSON_says_what_and_only_those_do()
    {
        Assert.All(RouteTable.All, r => Assert.True(
            (r.Answer is null) == (r.Produces != "application/json" || r.Status == 204), $"{r.Method} {r.Pattern} answers {r.Produces} ({r.Status}) and says {r.Answer ?? "nothing"} of it"));
        Assert.Equal(ShapeTable.All.Length, ShapeTable.All.Select(s => s.Name).Distinct().Count());
    }

    [Fact]
    public async Task Every_answer_there_is_looks_as_the_document_says()
    {
        await using var server = await RunningServer.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "www")).FullName;
        var site = await server.UploadAsync(TestPackages.Site("1.0.0"));
        var answers = new { config = new { folder, password = TestPackages.Password } };
        var run = await server.BeginAsync(new { installation = "home", operation = "install", package = site, answers });
        await server.WhenAsync(run, "succeeded");
        var stuck = await StuckAsync(server);
        var made = (await (await server.Admin.PostJsonAsync("/api/v1/tokens", new { name = "a", role = "viewer", expiresIn = "1h" })).ExpectAsync(201))!;

        var asked = new List<string>();
        foreach (var (pattern, path) in Looks(run, site))
        {
            await AskAsync(server, asked, "GET", pattern, path);
        }

        async Task<JsonNode?> ChangeAsync(string method, string pattern, string subject, object? body = null, string query = "") =>
            await AskAsync(server, asked, method, "/api/v1/" + pattern, "/api/v1/" + pattern.Replace("{id}", subject, StringComparison.Ordinal).Replace("{digest}", subject, StringComparison.Ordinal) + query, body);
        await ChangeAsync("POST", "packages/{digest}/questions", site, new { answers });
        await ChangeAsync("POST", "plans", "", new { installation = "home", operation = "reapply", package = site }, "?transfer=1");
        await ChangeAsync("POST", "services/refresh", "");
        await ChangeAsync("PUT", "global-configuration", "", new { region = "eu" });
        await ChangeAsync("DELETE", "tokens/{id}", (string)made["id"]!);
        await ChangeAsync("DELETE", "packages/{digest}", await server.UploadAsync(TestPackages.Site("0.9.0")));
        await ChangeAsync("POST", "runs/{id}/resolve", stuck, new { task = "paid", @as = "succeeded", reason = "I looked" });
        await ChangeAsync("POST", "runs/{id}/resume", stuck);
        await server.WhenAsync(stuck, "succeeded");
        var gated = await ChangeAsync("POST", "runs", "", new { installation = "gated", operation = "install", package = await server.UploadAsync(TestPackages.Gated(server.Folder, 1)) });
        await server.WhenAsync((string)gated!["run"]!, "running");
        await ChangeAsync("POST", "runs/{id}/cancel", (string)gated["run"]!, new { });
        await server.WhenAsync((string)gated["run"]!, "cancelled");
        await ChangeAsync("POST", "runs/{id}/retry", (string)gated["run"]!, new { run = new[] { "t0" } });
        await ChangeAsync("POST", "runs/{id}/rollback", run);
        Assert.Equal(
            RouteTable.All.Where(r => r.Answer is not null).Select(r => $"{r.Method} {r.Pattern}").Except(["POST /api/v1/packages", "POST /api/v1/tokens", "GET /api/v1/registries/versions", "POST /api/v1/packages/pull"]).Order(),
            asked.Order());
    }

    [Theory]
    [InlineData("""{"status": "ok", "more": 1}""")]
    [InlineData("{}")]
    [InlineData("""{"status": 1}""")]
    public void An_answer_that_is_otherwise_is_noticed(string body)
    {
        AnswerCheck.Check("GET", "/healthz", 200, """{"status": "ok"}"""u8.ToArray());
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AnswerCheck.Check("GET", "/healthz", 200, System.Text.Encoding.UTF8.GetBytes(body)));
    }

    private static async Task<JsonNode?> AskAsync(RunningServer server, List<string> asked, string method, string pattern, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await server.Admin.SendAsync(request, Cancel);
        asked.Add($"{method} {pattern}");
        return await answer.ExpectAsync(RouteTable.All.Single(r => r.Method == method && r.Pattern == pattern).Status);
    }

    /// <summary>One that waits for a person to say whether its task ended, with a failed attempt beside it.</summary>
    private static async Task<string> StuckAsync(RunningServer server)
    {
        var digest = await server.UploadAsync("""
            apiVersion: taskrunner/v1
            kind: Package
            name: stuck
            version: 1.0.0
            tasks:
              - name: paid
                type: shell
                timeout: 300ms
                grace: 300ms
                spec: {execute: {run: 'trap "" TERM; while :; do sleep 0.1; done'}}
              - {name: after, type: shell, needs: [paid], spec: {execute: {run: 'true'}}}
            """);
        var run = await server.BeginAsync(new { installation = "stuck", operation = "install", package = digest });
        await server.WhenAsync(run, "needs-decision");
        return run;
    }

    private static IEnumerable<(string Pattern, string Path)> Looks(string run, string digest)
    {
        const string api = "/api/v1";
        foreach (var plain in (string[])["/healthz", "/readyz", "/openapi/v1.json"])
        {
            yield return (plain, plain);
        }

        foreach (var plain in (string[])["session", "session/ways", "installations", "packages", "registries", "runs", "services", "global-configuration", "tokens", "audit", "store", "store/runs", "store/installations", "store/services"])
        {
            yield return ($"{api}/{plain}", $"{api}/{plain}");
        }

        foreach (var part in (string[])["", "/history", "/configuration", "/outputs"])
        {
            yield return ($"{api}/installations/{{name}}{part}", $"{api}/installations/home{part}");
        }

        yield return ($"{api}/installations/{{name}}/differences", $"{api}/installations/home/differences?to={run}");
        foreach (var part in (string[])["", "/tasks", "/graph", "/logs"])
        {
            yield return ($"{api}/runs/{{id}}{part}", $"{api}/runs/{run}{part}");
        }

        yield return ($"{api}/runs/{{id}}/tasks/{{task}}", $"{api}/runs/{run}/tasks/publish");
        yield return ($"{api}/packages/{{digest}}", $"{api}/packages/{digest}");
        yield return ($"{api}/packages/{{digest}}/graph", $"{api}/packages/{digest}/graph");
        yield return ($"{api}/store/runs/{{id}}", $"{api}/store/runs/{run}");
        yield return ($"{api}/store/installations/{{name}}", $"{api}/store/installations/home");
        yield return ($"{api}/store/leases/{{scope}}", $"{api}/store/leases/installation%3Ahome");
    }
}

using System.Text;
using TaskRunner.Server.Access;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server.Tests;

/// <summary>Every route × every caller, from the table the server itself is made of.</summary>
public sealed class RouteMatrixTests
{
    /// <summary>What changes nothing that lasts, or is the caller's own.</summary>
    private static readonly string[] NotAudited = ["/api/v1/plans", "/api/v1/packages/{digest}/questions"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_lacks_a_role_is_turned_away_at_every_route_and_who_has_it_is_let_in()
    {
        await using var server = await RunningServer.StartAsync();
        var expired = await server.TokenAsync("admin", TimeSpan.FromMilliseconds(1));
        var callers = new (string Name, HttpClient Client, RoutePolicy Least)[]
        {
            ("nobody", server.ClientWith(null), RoutePolicy.Public),
            ("a forged token", server.ClientWith("trt_AAAAAAAA_" + new string('x', 43)), RoutePolicy.Public),
            ("an expired admin", server.ClientWith(expired), RoutePolicy.Public),
            ("viewer", server.ClientWith(await server.TokenAsync("viewer")), RoutePolicy.Viewer),
            ("operator", server.ClientWith(await server.TokenAsync("operator")), RoutePolicy.Operator),
            ("admin", server.ClientWith(server.AdminToken), RoutePolicy.Admin),
        };
        var seen = 0;
        foreach (var route in RouteTable.All)
        {
            foreach (var (name, client, role) in callers)
            {
                using var answer = await CallAsync(client, route);
                var status = (int)answer.StatusCode;
                var isTurnedAway = status is 401 or 403;
                var said = $"{name}: {route.Method} {route.Pattern} → {status}";
                var isLogin = route is { Method: "POST", Pattern: "/api/v1/session" };
                Assert.True(isLogin || isTurnedAway == role < route.Policy, said);
                Assert.True(!isTurnedAway || isLogin || (status == 401) == (role == RoutePolicy.Public), said);
                Assert.True(status < 500, said);
                seen++;
            }
        }

        Assert.Equal(RouteTable.All.Length * callers.Length, seen);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public void Every_route_that_changes_something_is_audited()
    {
        var silent = RouteTable.All.Where(r => r.Changes && r.Audit is null && !NotAudited.Contains(r.Pattern)).Select(r => $"{r.Method} {r.Pattern}");
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Under_a_strange_name_or_from_a_strange_page_no_route_answers()
    {
        await using var server = await RunningServer.StartAsync();
        var strangers = new (string Header, string Value, int Status, string Code, Func<Route, bool> Holds)[]
        {
            ("Host", "evil.example", 421, "TR8501", _ => true),
            ("Host", $"evil.example:{server.Address.Port}", 421, "TR8501", _ => true),
            ("Origin", "https://evil.example", 403, "TR8502", _ => true),
            ("Origin", "null", 403, "TR8502", _ => true),
            ("Sec-Fetch-Site", "cross-site", 403, "TR8502", r => r.Pattern.StartsWith("/api/", StringComparison.Ordinal)),
            ("Sec-Fetch-Site", "same-site", 403, "TR8502", r => r.Pattern.StartsWith("/api/", StringComparison.Ordinal)),
        };
        foreach (var (header, value, status, code, holds) in strangers)
        {
            foreach (var route in RouteTable.All.Where(holds))
            {
                using var answer = await CallAsync(server.Admin, route, (header, value));
                var problem = await answer.ExpectProblemAsync(status, code);
                Assert.True(problem["errors"] is not null, $"{route.Method} {route.Pattern}");
            }
        }

        foreach (var path in new[] { "/", "/assets/none.js", "/api/none" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example" } };
            await (await server.Admin.SendAsync(request, Cancel)).ExpectProblemAsync(421, "TR8501");
        }
    }

    [Fact]
    public async Task A_token_in_an_address_is_no_token()
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.ClientWith(null);
        foreach (var name in new[] { "token", "access_token", "authorization", "bearer" })
        {
            await (await nobody.GetAsync($"/api/v1/session?{name}={server.AdminToken}", Cancel)).ExpectProblemAsync(401, "TR8503");
        }
    }

    [Fact]
    public void Only_what_must_be_is_open_to_everybody()
    {
        var open = RouteTable.All.Where(r => r.Policy == RoutePolicy.Public).Select(r => $"{r.Method} {r.Pattern}").Order(StringComparer.Ordinal);
        Assert.Equal(
            ["GET /api-docs", "GET /api-docs/style.css", "GET /api/v1/session/ways", "GET /explain/{code}", "GET /healthz", "GET /openapi/v1.json", "GET /readyz", "GET /sign-in", "GET /sign-in/callback", "POST /api/v1/session"],
            open);
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient client, Route route, (string Name, string Value)? header = null)
    {
        var path = route.Pattern.Replace("{digest}", "sha256:none", StringComparison.Ordinal).Replace("{attempt}", "1", StringComparison.Ordinal)
            .Replace("{name}", "none", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal)
            .Replace("{task}", "none", StringComparison.Ordinal).Replace("{code}", "TR0000", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (route.Changes && route.Method != "DELETE")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}

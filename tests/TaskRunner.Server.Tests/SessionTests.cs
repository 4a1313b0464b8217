using System.Text;
using System.Text.Json.Nodes;
using TaskRunner.Access;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;

namespace TaskRunner.Server.Tests;

/// <summary>Tokens and the sessions of browsers.</summary>
public sealed class SessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_logs_in_with_a_token_and_gets_a_cookie_that_is_not_the_token()
    {
        await using var server = await RunningServer.StartAsync();
        var cookie = await LogInAsync(server, server.AdminToken);
        Assert.Contains("httponly", cookie.Whole, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie.Whole, StringComparison.OrdinalIgnoreCase);
        var flags = cookie.Whole.Split("; ").Skip(1).Select(f => f.Split('=')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["expires", "httponly", "path", "samesite"], flags); // no domain: for this host alone
        var until = DateTimeOffset.Parse(cookie.Whole.Split("expires=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(until - DateTimeOffset.UtcNow, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        Assert.DoesNotContain(BearerSecret.Parse(server.AdminToken)!.Value.Secret, cookie.Whole, StringComparison.Ordinal);
        var me = await (await SendAsync(server, HttpMethod.Get, "/api/v1/session", cookie.Pair)).ExpectAsync(200);
        Assert.Equal(("first", "admin"), ((string?)me!["name"], (string?)me["role"]));
    }

    [Fact]
    public async Task A_change_that_is_asked_for_with_a_cookie_needs_the_header_only_our_page_can_set()
    {
        await using var server = await RunningServer.StartAsync();
        var cookie = await LogInAsync(server, server.AdminToken);
        await (await SendAsync(server, HttpMethod.Post, "/api/v1/services/refresh", cookie.Pair)).ExpectProblemAsync(403, "TR8505");
        await (await SendAsync(server, HttpMethod.Post, "/api/v1/services/refresh", cookie.Pair, own: true)).ExpectAsync(200);
    }

    [Fact]
    public async Task A_session_ends_with_its_token_or_when_the_browser_logs_out_and_not_when_the_server_is_started_again()
    {
        await using var server = await RunningServer.StartAsync();
        var made = await new TokenCreateOperation(server.Bench).RunAsync("bob", "viewer", null, Cancel);
        var (first, second) = (await LogInAsync(server, made.Secret.Reveal()), await LogInAsync(server, made.Secret.Reveal()));
        await (await SendAsync(server, HttpMethod.Delete, "/api/v1/session", first.Pair, own: true)).ExpectAsync(204);
        await (await SendAsync(server, HttpMethod.Get, "/api/v1/session", first.Pair)).ExpectProblemAsync(401, "TR8503");
        await server.StopAsync();

        await using var next = await RunningServer.StartAsync(server.Folder, token: server.AdminToken);
        await (await SendAsync(next, HttpMethod.Get, "/api/v1/session", second.Pair)).ExpectAsync(200);
        await (await next.Admin.DeleteAsync($"/api/v1/tokens/{made.Token.Id}", Cancel)).ExpectAsync(200);
        await (await SendAsync(next, HttpMethod.Get, "/api/v1/session", second.Pair)).ExpectProblemAsync(401, "TR8503");
    }

    [Fact]
    public async Task A_token_that_was_revoked_elsewhere_is_refused_within_moments()
    {
        await using var server = await RunningServer.StartAsync();
        var made = await new TokenCreateOperation(server.Bench).RunAsync("bob", "viewer", null, Cancel);
        using var bob = server.ClientWith(made.Secret.Reveal());
        await bob.GetJsonAsync("/api/v1/installations");
        await new TokenRevokeOperation(server.Bench).RunAsync(made.Token.Id, Cancel); // as the command line does, past the server
        while ((int)(await bob.GetAsync("/api/v1/installations", Cancel)).StatusCode != 401)
        {
            await Task.Delay(50, Cancel);
        }
    }

    [Fact]
    public async Task A_token_made_over_HTTP_is_shown_once_and_kept_as_a_hash()
    {
        await using var server = await RunningServer.StartAsync();
        var made = (await (await server.Admin.PostJsonAsync("/api/v1/tokens", new { name = "ci", role = "operator", expiresIn = "1h" })).ExpectAsync(201))!;
        var secret = (string)made["token"]!;
        using var ci = server.ClientWith(secret);
        await ci.GetJsonAsync("/api/v1/installations");
        var listed = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/tokens");
        Assert.Contains(listed, t => (string?)t!["name"] == "ci" && (string?)t["role"] == "operator" && t["token"] is null && t["hash"] is null);
        var hidden = BearerSecret.Parse(secret)!.Value.Secret;
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await ReadSharedAsync(file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(hidden)) < 0, file);
        }

        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit");
        Assert.Contains(audit, a => (string?)a!["action"] == "token.create" && (string?)a["detail"] == "ci operator" && (string?)a["who"] == "first");
    }

    [Theory]
    [InlineData("", "viewer", "TR6160")]
    [InlineData("x", "root", "TR6161")]
    public async Task A_token_needs_a_name_and_a_role_there_is(string name, string role, string code)
    {
        await using var server = await RunningServer.StartAsync();
        await (await server.Admin.PostJsonAsync("/api/v1/tokens", new { name, role })).ExpectProblemAsync(400, code);
        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit");
        Assert.Equal("token.create.refused", (string?)audit[0]!["action"]);
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private static async Task<(string Whole, string Pair)> LogInAsync(RunningServer server, string token)
    {
        using var nobody = server.ClientWith(null);
        using var answer = await nobody.PostJsonAsync("/api/v1/session", new { token });
        await answer.ExpectAsync(204);
        var whole = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        return (whole, whole.Split(';')[0]);
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, string cookie, bool own = false)
    {
        using var nobody = server.ClientWith(null);
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        if (own)
        {
            request.Headers.Add("X-TaskRunner", "1");
        }

        return await nobody.SendAsync(request, Cancel);
    }
}

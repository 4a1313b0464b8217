using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Tokens, good and bad ones, are sent wherever a client might put one, by design or by mistake. Then what the server printed, its audit,
/// its metrics, its documents and all files of its store are searched for their secrets.
/// </summary>
public sealed class TokenCanaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_token_is_found_in_what_the_server_prints_records_or_counts()
    {
        using var tool = new Taskrunner();
        var seen = new List<(string Where, byte[] Bytes)>();
        var tokens = new List<string>();
        using (var server = await Served.StartAsync(tool))
        {
            tokens.Add(server.Token);
            var made = await server.PostAsync("/api/v1/tokens", """{"name": "ann", "role": "viewer"}""");
            tokens.Add((string)made["token"]!);
            var revoked = await server.PostAsync("/api/v1/tokens", """{"name": "bob", "role": "operator"}""");
            tokens.Add((string)revoked["token"]!);
            (await server.Client.DeleteAsync($"/api/v1/tokens/{revoked["id"]}", Cancel)).EnsureSuccessStatusCode();
            var (id, secret) = (((string)made["id"]!), "wrong-Qm3kXv81LpZ0aTgYr6sWnBd");
            tokens.AddRange([$"trt_{id}_{secret}", "trt_nobody_Zk4Jq0vXr2cPz9LhTfYw7Bne", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYWxsb3J5In0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"]);
            var cookies = new List<string>();
            foreach (var token in tokens.ToList())
            {
                cookies.AddRange(await SendEverywhereAsync(server, token));
            }

            // A session's cookie is a token too; it comes back in the header that sets it, and nowhere else.
            Assert.Equal(2, cookies.Count);
            foreach (var cookie in cookies)
            {
                tokens.Add(cookie.Split('=')[1]);
                await SendEverywhereAsync(server, cookie.Split('=')[1]);
            }

            foreach (var path in new[] { "/metrics", "/api/v1/audit?limit=1000", "/api/v1/tokens", "/api/v1/runs", "/api/v1/installations", "/api/v1/global-configuration", "/api/v1/session" })
            {
                using var answer = await server.Client.GetAsync(path, Cancel);
                seen.Add(($"GET {path} ({(int)answer.StatusCode})", await answer.Content.ReadAsByteArrayAsync(Cancel)));
            }

            await server.StopAsync();
            seen.Add(("standard error", Encoding.UTF8.GetBytes(await server.Said)));
            seen.Add(("standard output after the first token", Encoding.UTF8.GetBytes(await server.RestOfOutputAsync())));
        }

        seen.AddRange(Directory.EnumerateFiles(tool.Store, "*", SearchOption.AllDirectories).Select(f => ($"store: {f}", File.ReadAllBytes(f))));
        Assert.Contains(seen, s => s.Where.StartsWith("GET /api/v1/audit", StringComparison.Ordinal) && s.Bytes.AsSpan().IndexOf("token.revoke.refused"u8) > 0);
        var found = (from token in tokens from s in seen from part in SecretsOf(token) where s.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(part)) >= 0 select $"{part} in {s.Where}").ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>What must not be found: of our tokens what is behind the id, of a signed one each part.</summary>
    private static IEnumerable<string> SecretsOf(string token) =>
        token.StartsWith("trt_", StringComparison.Ordinal) ? [token[(token.IndexOf('_', 4) + 1)..]] : token.Split('.');

    /// <returns>Cookies of sessions that were begun.</returns>
    private static async Task<List<string>> SendEverywhereAsync(Served server, string token)
    {
        var cookies = new List<string>();
        foreach (var scheme in new[] { "Bearer", "bearer", "Basic", "Token" })
        {
            await SendAsync(server, HttpMethod.Get, "/api/v1/installations", r => r.Headers.Authorization = new AuthenticationHeaderValue(scheme, token));
            await SendAsync(server, HttpMethod.Post, "/api/v1/services/refresh", r => r.Headers.Authorization = new AuthenticationHeaderValue(scheme, token));
        }

        foreach (var header in new[] { "Cookie", "X-Token", "X-Api-Key", "User-Agent", "Referer", "Origin", "Accept-Language", "If-Match", "traceparent", "X-Forwarded-For" })
        {
            await SendAsync(server, HttpMethod.Get, "/api/v1/installations", r => r.Headers.TryAddWithoutValidation(header, header == "Cookie" ? $"taskrunner-session={token}; token={token}" : token));
        }

        // Somebody who may, who pastes it where an id or a name belongs.
        var admin = new AuthenticationHeaderValue("Bearer", server.Token);
        foreach (var (method, path) in ((string, string)[])
        [
            ("GET", $"/api/v1/session?token={token}&access_token={token}"), ("GET", $"/api/v1/runs?before={token}"), ("GET", $"/{token}"), ("GET", $"/api/v1/{token}"),
            ("GET", $"/api/v1/runs/{token}"), ("GET", $"/api/v1/installations/{token}"), ("GET", $"/api/v1/packages/{token}"), ("GET", $"/explain/{token}"), ("GET", $"/sign-in?return={token}"),
            ("GET", $"/sign-in/callback?code={token}&state={token}"), ("DELETE", $"/api/v1/tokens/{token}"), ("DELETE", $"/api/v1/packages/{token}"),
            ("POST", $"/api/v1/runs/{token}/cancel"), ("POST", $"/api/v1/runs/{token}/resume"), ("PUT", $"/{token}"),
        ])
        {
            await SendAsync(server, new HttpMethod(method), path, r => r.Headers.Authorization = admin);
            await SendAsync(server, new HttpMethod(method), path, _ => { });
        }

        foreach (var (path, body) in ((string, JsonObject)[])
        [
            ("/api/v1/session", new JsonObject { ["token"] = token }),
            ("/api/v1/session", new JsonObject { ["token"] = new JsonArray(token) }),
            ("/api/v1/tokens", new JsonObject { ["name"] = "x", ["role"] = token }),
            ("/api/v1/tokens", new JsonObject { ["name"] = "x", ["role"] = "viewer", ["expiresIn"] = token }),
            ("/api/v1/runs", new JsonObject { ["token"] = token }),
            ("/api/v1/runs", new JsonObject { ["operation"] = token, ["installation"] = token }),
            ("/api/v1/runs", new JsonObject { ["operation"] = "retry", ["installation"] = token }),
            ("/api/v1/runs", new JsonObject { ["plan"] = token }),
            ("/api/v1/plans", new JsonObject { ["operation"] = "install", ["installation"] = "one", ["package"] = token }),
        ])
        {
            cookies.AddRange(await SendAsync(server, HttpMethod.Post, path, r => (r.Headers.Authorization, r.Content) = (admin, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"))));
        }

        await SendAsync(server, HttpMethod.Post, "/api/v1/packages", r => (r.Headers.Authorization, r.Content) = (admin, new StringContent(token)));
        await SendAsync(server, HttpMethod.Put, "/api/v1/global-configuration", r => (r.Headers.Authorization, r.Content) = (admin, new StringContent(token)));
        return cookies;
    }

    private static async Task<IEnumerable<string>> SendAsync(Served server, HttpMethod method, string path, Action<HttpRequestMessage> prepare)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(method, path);
        prepare(request);
        using var answer = await client.SendAsync(request, Cancel);
        Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {(int)answer.StatusCode}");
        return answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set.Select(c => c.Split(';')[0])] : [];
    }
}

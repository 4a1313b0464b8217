using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace TaskRunner.Server.Tests;

/// <summary>A person signs in at an OpenID provider, as their browser does it.</summary>
public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("s3cret & more")]
    public async Task A_person_comes_back_from_the_provider_with_a_session(string? secret)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "the page", ClientSecret = secret, NameClaim = "email", Name = "Example ID" });
        using var browser = server.ClientWith(null, follow: false);
        var ways = await browser.GetJsonAsync("/api/v1/session/ways");
        Assert.Equal(("Example ID", "/sign-in"), ((string?)ways["openId"]!["name"], (string?)ways["openId"]!["start"]));

        var (back, begun) = await GoAsync(browser);
        Assert.Contains("samesite=lax", begun, StringComparison.OrdinalIgnoreCase);
        using var answer = await SendAsync(browser, back, begun);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var session = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("taskrunner-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", session, StringComparison.OrdinalIgnoreCase);
        var me = (await (await SendAsync(browser, "/api/v1/session", session)).ExpectAsync(200))!;
        Assert.Equal(("oidc:ann@example.org", "operator"), ((string?)me["name"], (string?)me["role"]));
        Assert.Equal(secret is null ? "" : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("the%20page:s3cret%20%26%20more")), provider.ClientAuthorization);

        // The code was used, and so was the sign-in.
        await ShowsAsync(await SendAsync(browser, back, begun), 400, "TR8533");
    }

    [Fact]
    public async Task Its_session_lasts_over_a_restart_and_ends_when_the_person_logs_out()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "page" });
        string session;
        using (var browser = server.ClientWith(null, follow: false))
        {
            session = await SignInAsync(browser);
        }

        await server.StopAsync();
        await using var next = await RunningServer.StartAsync(server.Folder, token: server.AdminToken);
        using var again = next.ClientWith(null, follow: false);
        await (await SendAsync(again, "/api/v1/session", session)).ExpectAsync(200);
        using var leave = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session") { Headers = { { "Cookie", session.Split(';')[0] }, { "X-TaskRunner", "1" } } };
        await (await again.SendAsync(leave, Cancel)).ExpectAsync(204);
        await (await SendAsync(again, "/api/v1/session", session)).ExpectProblemAsync(401, "TR8503");
    }

    [Fact]
    public async Task A_session_is_no_longer_than_it_is_to_be()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "page", Session = TimeSpan.FromSeconds(2) });
        using var browser = server.ClientWith(null, follow: false);
        var session = await SignInAsync(browser);
        while ((await SendAsync(browser, "/api/v1/session", session)).StatusCode != HttpStatusCode.Unauthorized)
        {
            await Task.Delay(50, Cancel);
        }
    }

    [Fact]
    public async Task Somebody_elses_browser_is_not_signed_in_with_it()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "page" });
        using var browser = server.ClientWith(null, follow: false);
        var (back, begun) = await GoAsync(browser);
        var (_, other) = await GoAsync(browser);
        await ShowsAsync(await SendAsync(browser, back, null), 400, "TR8533");
        await ShowsAsync(await SendAsync(browser, back, other), 400, "TR8533");
        await ShowsAsync(await SendAsync(browser, "/sign-in/callback?code=x&state=none", "taskrunner-sign-in=none"), 400, "TR8533");
        await ShowsAsync(await SendAsync(browser, "/sign-in/callback", begun), 400, "TR8533");
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(browser, back, begun)).StatusCode);
    }

    [Fact]
    public async Task What_the_provider_says_of_somebody_is_checked_as_any_token_is()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "page" });
        using var browser = server.ClientWith(null, follow: false);
        var bends = new (Action<JsonObject> Bend, int Status, string Code, string Word)[]
        {
            (c => c["nonce"] = "another", 401, "TR8530", "nonce"),
            (c => c.Remove("nonce"), 401, "TR8530", "nonce"),
            (c => c["aud"] = "taskrunner", 401, "TR8530", "audience"),
            (c => c["iss"] = "https://id.example", 401, "TR8530", "issuer"),
            (c => c["exp"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(), 401, "TR8530", "time"),
            (c => c["roles"] = "none", 403, "TR8531", "roles"),
        };
        foreach (var (bend, status, code, word) in bends)
        {
            provider.Bend = bend;
            var (back, begun) = await GoAsync(browser);
            Assert.Contains(word, await ShowsAsync(await SendAsync(browser, back, begun), status, code), StringComparison.Ordinal);
        }

        var (_, left) = await GoAsync(browser);
        var said = await ShowsAsync(await SendAsync(browser, "/sign-in/callback?error=%3Cscript%3Ealert(1)%3C/script%3E", left), 401, "TR8530");
        Assert.DoesNotContain("<script", said, StringComparison.OrdinalIgnoreCase);
        var audit = (JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit");
        Assert.Contains(audit, a => (string?)a!["action"] == "denied" && (string?)a["subject"] == "GET /sign-in/callback");
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_said_to_the_person_and_no_provider_too()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await OpenIdTokenTests.StartAsync(provider, o => o with { ClientId = "page", AskAgainAfter = TimeSpan.Zero });
        await provider.LeaveAsync();
        using var browser = server.ClientWith(null, follow: false);
        await ShowsAsync(await browser.GetAsync("/sign-in", Cancel), 503, "TR8532");
        await provider.ReturnAsync();
        var (back, begun) = await GoAsync(browser);
        await provider.LeaveAsync();
        await ShowsAsync(await SendAsync(browser, back, begun), 503, "TR8532");

        await using var without = await RunningServer.StartAsync();
        await (await without.Admin.GetAsync("/sign-in", Cancel)).ExpectProblemAsync(404, "TR8534");
        Assert.Null((await without.Admin.GetJsonAsync("/api/v1/session/ways"))["openId"]);
    }

    /// <summary>From this server to the provider, and to where that sends the browser; with the cookie it got.</summary>
    private static async Task<(string Back, string Cookie)> GoAsync(HttpClient browser)
    {
        using var begun = await browser.GetAsync("/sign-in", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        var asked = HttpUtility.ParseQueryString(begun.Headers.Location!.Query);
        Assert.Equal(("code", "S256", $"{browser.BaseAddress!.OriginalString.TrimEnd('/')}/sign-in/callback"), (asked["response_type"], asked["code_challenge_method"], asked["redirect_uri"]));
        Assert.Contains("openid", asked["scope"]!.Split(' '));
        using var provided = await browser.GetAsync(begun.Headers.Location, Cancel);
        Assert.Equal(HttpStatusCode.Redirect, provided.StatusCode);
        return (provided.Headers.Location!.PathAndQuery, Assert.Single(begun.Headers.GetValues("Set-Cookie")));
    }

    private static async Task<string> SignInAsync(HttpClient browser)
    {
        var (back, begun) = await GoAsync(browser);
        using var answer = await SendAsync(browser, back, begun);
        return answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("taskrunner-session=", StringComparison.Ordinal));
    }

    /// <summary>As a browser that comes from another site: its first request says so.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        }

        if (path.StartsWith("/sign-in", StringComparison.Ordinal))
        {
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
        }

        return await browser.SendAsync(request, Cancel);
    }

    private static async Task<string> ShowsAsync(HttpResponseMessage answer, int status, string code)
    {
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {page}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(code, page, StringComparison.Ordinal);
        return page;
    }
}

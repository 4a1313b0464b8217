using System.Net;
using System.Text;

namespace TaskRunner.Server.Tests;

/// <summary>Where a request comes from and what it is told: host, origin, headers, and what is no route.</summary>
public sealed class PlaceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.")]
    public async Task A_name_the_server_was_not_told_is_not_its_own(string host)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/installations") { Headers = { Host = host } };
        await (await server.Admin.SendAsync(request, Cancel)).ExpectProblemAsync(421, "TR8501");
    }

    [Fact]
    public async Task A_name_it_was_told_is()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { Hosts = ["runner.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/installations") { Headers = { Host = "runner.example" } };
        await (await server.Admin.SendAsync(request, Cancel)).ExpectAsync(200);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://127.0.0.1:{port}", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData("http://127.0.0.1:{port}", 200)]
    public async Task Only_a_page_of_this_server_may_send_requests_from_a_browser(string origin, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/installations");
        request.Headers.Add("Origin", origin.Replace("{port}", $"{server.Address.Port}", StringComparison.Ordinal));
        using var answer = await server.Admin.SendAsync(request, Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api-docs")]
    [InlineData("/api/v1/installations")]
    [InlineData("/api/v1/none")]
    [InlineData("/assets/none.js")]
    [InlineData("/healthz")]
    public async Task Every_answer_tells_browsers_to_run_and_load_nothing_but_our_own(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Admin.GetAsync(path, Cancel);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_address_of_the_page_says_how_the_page_is_built_where_it_is_missing_and_is_the_page_where_it_is_not()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/", "/runs/x", "/installations" })
        {
            using var answer = await server.ClientWith(null).GetAsync(path, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.True(text.Contains("npm ci", StringComparison.Ordinal) || text.Contains("/assets/", StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public async Task What_is_no_route_no_method_too_large_or_no_JSON_is_a_problem_document_too()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { UploadBytes = 1000 });
        await (await server.Admin.GetAsync("/api/v1/none", Cancel)).ExpectProblemAsync(404, "TR8506");
        await (await server.Admin.DeleteAsync("/api/v1/installations", Cancel)).ExpectProblemAsync(405, "TR8507");
        await (await server.Admin.PostAsync("/api/v1/packages", new ByteArrayContent(new byte[1001]), Cancel)).ExpectProblemAsync(413, "TR8508");
        await (await server.Admin.PostAsync("/api/v1/plans", new StringContent("[1]", Encoding.UTF8, "application/json"), Cancel)).ExpectProblemAsync(400, "TR8509");
        using var large = new HttpRequestMessage(HttpMethod.Post, "/api/v1/plans") { Content = new StringContent(new string(' ', 9 << 20)), Headers = { ExpectContinue = true } };
        await (await server.Admin.SendAsync(large, Cancel)).ExpectProblemAsync(413, "TR8508");
        var wrong = await (await server.Admin.PostJsonAsync("/api/v1/plans", new { operation = "install", installation = 7 })).ExpectProblemAsync(400, "TR8520");
        Assert.Equal("/installation", (string?)wrong["errors"]![0]!["pointer"]);
        await (await server.Admin.PostJsonAsync("/api/v1/plans", new { operation = "install", installation = "x", package = "/etc" })).ExpectProblemAsync(400, "TR8520");
        await (await server.Admin.GetAsync("/api/v1/packages/%2Fetc", Cancel)).ExpectProblemAsync(404, "TR6133");
    }

    [Fact]
    public async Task An_archive_without_a_length_is_cut_off_at_the_limit()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { UploadBytes = 1000 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/packages") { Content = new StreamContent(new EndlessStream(1 << 20)) };
        request.Headers.TransferEncodingChunked = true;
        await (await server.Admin.SendAsync(request, Cancel)).ExpectProblemAsync(413, "TR8508");
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Errors_are_in_the_language_of_the_reader()
    {
        await using var server = await RunningServer.StartAsync();
        server.Admin.DefaultRequestHeaders.Add("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8");
        var problem = await (await server.Admin.GetAsync("/api/v1/installations/none", Cancel)).ExpectProblemAsync(404, "TR6103");
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", (string?)problem["title"]);
    }
}

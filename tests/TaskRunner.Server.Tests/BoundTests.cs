using System.Net.Sockets;
using System.Text;

namespace TaskRunner.Server.Tests;

/// <summary>One who takes too many connections or streams is told when to come again, and the others are served.</summary>
public sealed class BoundTests
{
    private const int Few = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_too_many_is_told_so_and_those_before_it_are_served_on()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { Connections = Few });
        await server.Admin.GetJsonAsync("/api/v1/session"); // its connection stays open
        var idle = new List<TcpClient>();
        for (var i = 1; i < Few; i++)
        {
            idle.Add(await ConnectAsync(server));
        }

        var refused = await AskAsync(server, "/api/v1/session", whenRefused: true);
        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", refused, StringComparison.Ordinal);
        Assert.Contains("TR8540", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(server, "/healthz", whenRefused: true), StringComparison.Ordinal);
        await server.Admin.GetJsonAsync("/api/v1/session");

        idle.ForEach(c => c.Dispose());
        Assert.StartsWith("HTTP/1.1 401", await AskAsync(server, "/api/v1/session", whenRefused: false), StringComparison.Ordinal);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task A_token_has_so_many_streams_and_its_sessions_share_them()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { StreamsPerToken = Few });
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        await server.WhenAsync(run, "running");
        var path = $"/api/v1/runs/{run}/events";
        using var session = server.ClientWith(null);
        session.DefaultRequestHeaders.Add("Cookie", await CookieAsync(server));
        var streams = new List<Events>();
        for (var i = 0; i < Few; i++)
        {
            streams.Add(await Events.OpenAsync(i % 2 == 0 ? server.Admin : session, path));
        }

        foreach (var client in new[] { server.Admin, session })
        {
            using var refused = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
            Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
            await refused.ExpectProblemAsync(429, "TR8541");
        }

        using var other = server.ClientWith(await server.TokenAsync("viewer"));
        (await Events.OpenAsync(other, path)).Dispose();
        streams.ForEach(s => s.Dispose());
        for (var until = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(50, Cancel))
        {
            using var again = await server.Admin.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
            if ((int)again.StatusCode == 200)
            {
                break;
            }

            Assert.True(DateTime.UtcNow < until, "places were not given back");
        }
    }

    private static async Task<string> CookieAsync(RunningServer server)
    {
        using var nobody = server.ClientWith(null);
        using var begun = await nobody.PostJsonAsync("/api/v1/session", new { token = server.AdminToken });
        await begun.ExpectAsync(204);
        return begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<TcpClient> ConnectAsync(RunningServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        return client;
    }

    /// <summary>The whole answer on a connection of its own, which the server closes; counted are connections it has accepted, so it may take a moment.</summary>
    private static async Task<string> AskAsync(RunningServer server, string path, bool whenRefused)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(50, Cancel))
        {
            using var client = await ConnectAsync(server);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"), Cancel);
            using var reader = new StreamReader(client.GetStream());
            var answer = await reader.ReadToEndAsync(Cancel);
            if (path == "/healthz" || answer.Contains(" 503 ", StringComparison.Ordinal) == whenRefused || DateTime.UtcNow > until)
            {
                return answer;
            }
        }
    }
}

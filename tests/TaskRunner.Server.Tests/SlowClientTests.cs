using System.Net.Sockets;
using System.Text;

namespace TaskRunner.Server.Tests;

/// <summary>Clients that send little, slowly or too much hold nothing for long.</summary>
public sealed class SlowClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_come_to_an_end_is_cut_off_while_others_are_answered()
    {
        await using var server = await RunningServer.StartAsync();
        var head = $"GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.AdminToken}\r\n";
        var body = $"POST /api/v1/plans HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.AdminToken}\r\nContent-Length: 100000\r\n\r\n{{\"a\":";
        var slow = Enumerable.Range(0, 50).Select(i => DripAsync(server, i % 2 == 0 ? head : body)).ToList();
        while (slow.Any(s => !s.IsCompleted))
        {
            await server.Admin.GetJsonAsync("/api/v1/installations");
            await Task.Delay(100, Cancel);
        }

        Assert.All(await Task.WhenAll(slow), answer => Assert.Contains(" 408 ", answer, StringComparison.Ordinal));
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Headers_that_are_too_long_or_too_many_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var headers in new[] { $"X-Long: {new string('x', 40_000)}\r\n", string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: 1\r\n")) })
        {
            Assert.Contains(" 431 ", await AskAsync(server, $"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"), StringComparison.Ordinal);
        }

        Assert.Contains(" 414 ", await AskAsync(server, $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 400 ", await AskAsync(server, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n"), StringComparison.Ordinal);
    }

    /// <summary>Sends a byte a second for ever, and reads the answer.</summary>
    private static async Task<string> DripAsync(RunningServer server, string begin)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), Cancel);
        var answer = ReadAsync(stream);
        while (!answer.IsCompleted)
        {
            await ((Task)answer).WaitAsync(TimeSpan.FromSeconds(1), Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            try
            {
                await stream.WriteAsync("x"u8.ToArray(), Cancel);
            }
            catch (IOException)
            {
                break; // it was cut off
            }
        }

        return await answer;
    }

    private static async Task<string> AskAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        var stream = client.GetStream();
        var answer = ReadAsync(stream);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        }
        catch (IOException)
        {
            // It answered before it read to the end.
        }

        return await answer;
    }

    /// <summary>The first of what it says: a connection that was reset may have no more.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[1000];
        var length = 0;
        try
        {
            for (int read; length < 20 && (read = await stream.ReadAsync(buffer.AsMemory(length), Cancel)) > 0;)
            {
                length += read;
            }
        }
        catch (IOException)
        {
            // Reset.
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}

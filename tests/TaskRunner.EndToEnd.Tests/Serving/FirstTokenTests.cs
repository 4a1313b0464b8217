using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>One server of a store, and the token it makes for itself.</summary>
public sealed class FirstTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_before_it_said_its_token_leaves_none_that_is_good_for_anything()
    {
        using var tool = new Taskrunner();
        var pipe = Path.Combine(tool.Folder, "full");

        // Standard output is a pipe that is full, so the server stands where it would say the token.
        using (var first = tool.Start("bash", ["-c", "mkfifo \"$1\"; exec 3<> \"$1\"; head -c 65536 /dev/zero >&3; exec \"$2\" serve --listen 0 > \"$1\"", "-", pipe, Taskrunner.Binary], null))
        {
            while ((await TokensAsync(tool)).Count == 0)
            {
                Assert.False(first.HasExited, "it ended");
                await Task.Delay(50, Cancel);
            }

            first.Kill();
            await first.WaitForExitAsync(Cancel);
        }

        using var second = await Served.StartAsync(tool);
        Assert.StartsWith("trt_", second.Token, StringComparison.Ordinal);
        Assert.Equal("admin", (string?)(await second.GetAsync("/api/v1/session"))["role"]);
        Assert.Equal(["revoked", "valid"], (await TokensAsync(tool)).Select(t => (string)t!["state"]!).Order(StringComparer.Ordinal));
        await second.KillAsync();

        using var third = tool.Start("serve", "--listen", "0");
        await Served.WhenListeningAsync(third);
        Process.Start("kill", ["-TERM", $"{third.Id}"]).Dispose();
        Assert.Equal("", await third.StandardOutput.ReadToEndAsync(Cancel)); // it was shown once
        await third.WaitForExitAsync(Cancel);
    }

    [Fact]
    public async Task A_second_server_of_a_store_waits_for_the_end_of_the_first_and_is_refused_where_it_does_not_come()
    {
        using var tool = new Taskrunner();
        using var first = await Served.StartAsync(tool);
        var refused = (await tool.RunAsync("serve", "--listen", "0")).Expect(5);
        Assert.Contains("TR8535", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", refused.Output);

        using var second = tool.Start("serve", "--listen", "0");
        Assert.Contains("waiting for its end", await second.StandardError.ReadLineAsync(Cancel), StringComparison.Ordinal);
        await first.StopAsync();
        await Served.WhenListeningAsync(second);
        second.Kill();
        Assert.Equal("", await second.StandardOutput.ReadToEndAsync(Cancel));
        Assert.Single(await TokensAsync(tool));
    }

    [Fact]
    public async Task A_server_that_cannot_listen_says_why_and_uses_up_no_token()
    {
        using var tool = new Taskrunner();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        foreach (var address in new[] { $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}", "192.0.2.1:7460" })
        {
            var refused = (await tool.RunAsync("serve", "--listen", address, "--behind-proxy")).Expect(6);
            Assert.Contains("TR8043", refused.Error, StringComparison.Ordinal);
            Assert.Equal("", refused.Output);
        }

        Assert.Empty(await TokensAsync(tool));
    }

    private static async Task<JsonArray> TokensAsync(Taskrunner tool) => (JsonArray)await tool.JsonAsync("token", "list");
}

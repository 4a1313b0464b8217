using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests.Disk;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>What a server says of itself while its store is in trouble.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "TR7001")]
    [InlineData(false, "TR7007")]
    public async Task A_server_whose_store_cannot_be_written_lives_says_why_and_is_ready_again_when_it_can(bool isFull, string cause)
    {
        using var disk = new DiskRecorder();
        using var server = await Served.StartAsync(disk.Tool, flags: ["--listen", "0", "--store", disk.Store]);
        await WhenAsync(server, 200);
        if (isFull)
        {
            disk.FillUpAt(1);
        }
        else
        {
            disk.RefuseAll();
        }

        var problem = await WhenAsync(server, 503);
        Assert.Equal(("TR8538", "/explain/TR8538"), ((string?)problem["code"], (string?)problem["type"]));
        Assert.Contains(cause, (string?)problem["title"], StringComparison.Ordinal);
        Assert.DoesNotContain(disk.Root, problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("ok", (string?)(await server.GetAsync("/healthz"))["status"]);
        Assert.Empty((JsonArray)await server.GetAsync("/api/v1/installations")); // what can be read is shown
        using var change = await server.Client.PutAsync("/api/v1/global-configuration", new StringContent("a: 1\n"), Cancel);
        Assert.Equal(503, (int)change.StatusCode); // what cannot be written down is not done

        disk.Mend();
        await WhenAsync(server, 200);
        await server.StopAsync();
        Assert.Contains(disk.Root, await server.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_store_is_gone_lives_and_says_that_it_cannot_be_read()
    {
        using var tool = new Taskrunner();
        using var server = await Served.StartAsync(tool);
        await WhenAsync(server, 200);
        foreach (var file in Directory.EnumerateFiles(tool.Store, "*.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            var noise = new byte[stream.Length];
            Random.Shared.NextBytes(noise);
            await stream.WriteAsync(noise, Cancel);
        }

        var problem = await WhenAsync(server, 503);
        Assert.StartsWith("TR853", (string?)problem["code"], StringComparison.Ordinal);
        Assert.Equal("ok", (string?)(await server.GetAsync("/healthz"))["status"]);
    }

    /// <summary>Asks until it is as it should be; nobody needs a token for that.</summary>
    private static async Task<JsonNode> WhenAsync(Served server, int status)
    {
        using var nobody = new HttpClient { BaseAddress = server.Address };
        for (var until = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(100, Cancel))
        {
            using var answer = await nobody.GetAsync("/readyz", Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            if ((int)answer.StatusCode == status)
            {
                return JsonNode.Parse(text)!;
            }

            Assert.True(DateTime.UtcNow < until, $"{(int)answer.StatusCode} and not {status}: {text}");
        }
    }
}

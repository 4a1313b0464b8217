using System.Globalization;

namespace TaskRunner.Server.Tests;

/// <summary>What is counted is what happened.</summary>
public sealed class MetricsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_requests_and_watchers_are_counted_as_the_store_and_the_callers_know_them()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1 });
        var good = await server.UploadAsync(TestPackages.Many(3, "true"));
        var bad = await server.UploadAsync(TestPackages.Failing(server.Folder));
        var gated = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        foreach (var (name, digest, end) in new[] { ("a", good, "succeeded"), ("b", good, "succeeded"), ("c", bad, "failed") })
        {
            await server.WhenAsync(await server.BeginAsync(new { operation = "install", installation = name, package = digest }), end);
        }

        await WhenAsync(server, "taskrunner_runs_running", 0);
        var ended = (await server.Store.ListRunsAsync(null, Cancel)).GroupBy(r => r.Summary).ToDictionary(g => g.Key!, g => (double)g.Count());
        var seen = await ReadAsync(server);
        Assert.Equal(ended, seen.Where(s => s.Key.StartsWith("taskrunner_runs_ended_total", StringComparison.Ordinal)).ToDictionary(s => s.Key.Split('"')[1], s => s.Value));
        Assert.Equal((2, 1), (ended["succeeded"], ended["failed"]));

        var running = await server.BeginAsync(new { operation = "install", installation = "d", package = gated });
        await server.BeginAsync(new { operation = "install", installation = "e", package = gated });
        using (var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{running}/events"))
        {
            await events.NextAsync();
            seen = await ReadAsync(server);
            Assert.Equal((1, 1, 1), (seen["taskrunner_runs_running"], seen["taskrunner_runs_waiting"], seen["taskrunner_watchers"]));
        }

        await WhenAsync(server, "taskrunner_watchers", 0);
        const string Row = "taskrunner_http_requests_total{route=\"/api/v1/installations\",method=\"GET\",status=\"200\"}";
        var (before, answers) = (await ReadAsync(server), 7);
        for (var i = 0; i < answers; i++)
        {
            await server.Admin.GetJsonAsync("/api/v1/installations");
        }

        await (await server.ClientWith(null).GetAsync("/api/v1/installations", Cancel)).ExpectAsync(401);
        seen = await ReadAsync(server);
        Assert.Equal((answers, 1), (seen[Row] - before.GetValueOrDefault(Row), seen[Row.Replace("200", "401", StringComparison.Ordinal)]));
        Assert.Equal(seen["taskrunner_http_request_seconds_bucket{le=\"+Inf\"}"], seen["taskrunner_http_request_seconds_count"]);
        Assert.True(seen["taskrunner_commit_seconds_count"] > 0);
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
    }

    /// <summary>A line is a name with labels, a space and a number; all else is a comment.</summary>
    private static async Task<Dictionary<string, double>> ReadAsync(RunningServer server)
    {
        using var answer = await server.Admin.GetAsync("/metrics", Cancel);
        Assert.StartsWith("text/plain; version=0.0.4", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        return (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#')
            .ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static async Task WhenAsync(RunningServer server, string name, double value)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); (await ReadAsync(server))[name] != value; await Task.Delay(50, Cancel))
        {
            Assert.True(DateTime.UtcNow < until, $"{name} is not {value}");
        }
    }
}

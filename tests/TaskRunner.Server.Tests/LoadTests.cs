using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>Many who watch and many who ask while a run goes on; how fast that is, bench/server measures.</summary>
[Collection(nameof(Alone))]
public sealed class LoadTests
{
    private const int Tasks = 200;
    private const int Watchers = 50;
    private const int Readers = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_while_many_watch_a_run_gets_an_answer_and_all_see_its_end()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Many(Tasks, "echo one; sleep 0.01"));
        var run = await server.BeginAsync(new { operation = "install", installation = "many", package = digest, parallel = 8 });
        using var over = new CancellationTokenSource();
        var watchers = Enumerable.Range(0, Watchers).Select(_ => WatchAsync(server, run)).ToList();
        var readers = Enumerable.Range(0, Readers).Select(i => ReadAsync(server, run, i, over.Token)).ToList();

        Assert.All(await Task.WhenAll(watchers), seen => Assert.Equal(Tasks, seen));
        await over.CancelAsync();
        Assert.All(await Task.WhenAll(readers), answers => Assert.All(answers, a => Assert.True(a.Value < 500, $"{a.Key}: {a.Value}")));
        Assert.Empty(server.Failures);
        Assert.Contains("taskrunner_commit_seconds_bucket", await server.Admin.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_runs_tells_how_far_each_is_as_it_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 3));
        var run = await server.BeginAsync(new { operation = "install", installation = "gated", package = digest });
        for (var done = 0; done <= 3; done++)
        {
            await UntilAsync(async () => (await ListedAsync(server, run))["progress"] is { } p && ((int?)p["succeeded"] ?? 0) == done && (int?)p["total"] == 3);
            await File.WriteAllTextAsync(Path.Combine(server.Folder, $"go-{done}"), "", Cancel);
        }

        await server.WhenAsync(run, "succeeded");
        Assert.Equal(("succeeded", 0), ((string?)(await ListedAsync(server, run))["state"], (int?)(await ListedAsync(server, run))["progress"]!["running"]));
    }

    private static async Task<JsonNode> ListedAsync(RunningServer server, string run) =>
        ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/runs?installation=gated")).Single(r => (string?)r!["id"] == run)!;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); !await holds(); await Task.Delay(20, Cancel))
        {
            Assert.True(DateTime.UtcNow < until, "it never came to be");
        }
    }

    private static async Task<int> WatchAsync(RunningServer server, string run)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/events");
        while (await events.NextAsync() is { } seen)
        {
            done.UnionWith(((JsonArray)seen.Data["tasks"]!).Where(t => (string?)t!["state"] == "succeeded").Select(t => (string)t!["name"]!));
            if ((string?)seen.Data["run"]!["state"] == "succeeded")
            {
                break;
            }
        }

        return done.Count;
    }

    /// <summary>The status of the last answer of each kind, or of the first that was an error of the server.</summary>
    private static async Task<Dictionary<string, int>> ReadAsync(RunningServer server, string run, int from, CancellationToken over)
    {
        string[] paths =
        [
            "/api/v1/installations", "/api/v1/runs", "/api/v1/services", $"/api/v1/runs/{run}", $"/api/v1/runs/{run}/tasks?state=running,failed",
            $"/api/v1/runs/{run}/tasks?text=t1", $"/api/v1/runs/{run}/tasks/t{from}", $"/api/v1/runs/{run}/logs/t{from}/1", $"/api/v1/runs/{run}/logs",
        ];
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = from; !over.IsCancellationRequested; i++)
        {
            var path = paths[i % paths.Length];
            using var answer = await server.Admin.GetAsync(path, Cancel);
            answers[path] = Math.Max((int)answer.StatusCode, answers.GetValueOrDefault(path) >= 500 ? 500 : 0);
        }

        return answers;
    }
}

/// <summary>What loads this process runs when nothing else does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

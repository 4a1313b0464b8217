using System.Text.Json.Nodes;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;

namespace TaskRunner.Server.Tests;

/// <summary>Streams that break and go on.</summary>
public sealed class EventTests
{
    private const int Tasks = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_cut_off_goes_on_where_they_were_and_misses_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        string? lastId = null;
        for (var task = 0; task < Tasks; task++)
        {
            // Each time a new connection, which is broken when it has seen the task end.
            using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/events", lastId);
            Open(server, task);
            while (states.GetValueOrDefault($"t{task}") != "succeeded")
            {
                var seen = (await events.NextAsync())!;
                Assert.Equal(lastId is null ? "snapshot" : "change", seen.Name);
                Assert.True(lastId is null || long.Parse(seen.Id) >= long.Parse(lastId));
                foreach (var change in (JsonArray)seen.Data["tasks"]!)
                {
                    var name = (string)change!["name"]!;
                    Assert.False(states.GetValueOrDefault(name) == "succeeded", $"{name} was told again");
                    states[name] = (string)change["state"]!;
                }

                lastId = seen.Id;
            }
        }

        await server.WhenAsync(run, "succeeded");
        Assert.Equal(Enumerable.Range(0, Tasks).Select(i => $"t{i}"), states.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_saw_every_record_is_told_how_the_run_stands_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        for (var task = 0; task < Tasks; task++)
        {
            Open(server, task);
        }

        await server.WhenAsync(run, "succeeded");
        var seq = (long)(await server.Admin.GetJsonAsync($"/api/v1/runs/{run}"))["seq"]!;
        using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/events", $"{seq}");
        var seen = (await events.NextAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel))!;
        Assert.Equal(("change", $"{seq}", "succeeded"), (seen.Name, seen.Id, (string?)seen.Data["run"]!["state"]));
        Assert.Empty((JsonArray)seen.Data["tasks"]!);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_goes_on_at_its_byte_and_ends_with_its_attempt()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        string text, lastId;
        using (var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/logs/t0/1/events?stream=out"))
        {
            var first = (await events.NextAsync())!;
            (text, lastId) = ((string)first.Data["text"]!, first.Id);
        }

        Open(server, 0);
        using var again = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/logs/t0/1/events?stream=out", lastId);
        for (var seen = (await again.NextAsync())!; seen.Name == "log"; seen = (await again.NextAsync())!)
        {
            text += (string)seen.Data["text"]!;
        }

        Assert.Equal("begin 0\nend 0\n", text);
        await CancelAsync(server, run);
    }

    [Fact]
    public async Task Both_streams_of_a_log_go_on_where_they_were_cut_off_however_they_grow()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Talking(server.Folder, 4));
        var run = await server.BeginAsync(new { operation = "install", installation = "talk", package = digest });
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["out"] = "", ["err"] = "" };
        string? lastId = null;
        for (var step = 0; step < 4; step++)
        {
            using var events = await WhenOpenAsync(server, $"/api/v1/runs/{run}/logs/talk/1/events?stream=all", lastId);
            while (!texts["out"].EndsWith($"said {step}\n", StringComparison.Ordinal) || !texts["err"].EndsWith($"cried {step}\n", StringComparison.Ordinal))
            {
                var seen = (await events.NextAsync())!;
                var stream = (string)seen.Data["stream"]!;
                Assert.Equal(texts[stream].Length, (int)seen.Data["offset"]!);
                texts[stream] += (string)seen.Data["text"]!;
                lastId = seen.Id;
            }

            Open(server, step);
        }

        await server.WhenAsync(run, "succeeded");
        Assert.Equal(string.Concat(Enumerable.Range(0, 4).Select(i => $"said {i}\n")), texts["out"]);
        var both = await server.Admin.GetStringAsync($"/api/v1/runs/{run}/logs/talk/1?stream=all", Cancel);
        Assert.Equal(texts["out"].Length + texts["err"].Length, both.Length);
        Assert.Equal(both[7..20], await server.Admin.GetStringAsync($"/api/v1/runs/{run}/logs/talk/1?stream=all&offset=7&limit=13", Cancel));
    }

    [Fact]
    public async Task The_logs_of_all_tasks_go_on_together_and_nothing_is_told_twice()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        string? lastId = null;
        for (var task = 0; task < Tasks; task++)
        {
            using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/logs/events", lastId);
            if (task % 2 == 0)
            {
                await ReadUntilAsync(events, $"t{task}", "begin");
            }

            Open(server, task);
            await ReadUntilAsync(events, $"t{task}", "end");
        }

        Assert.Equal(
            Enumerable.Range(0, Tasks).Select(i => $"begin {i}\nend {i}\n"),
            texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value));
        using var rest = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/logs/events", lastId);
        Assert.Equal("end", (await rest.NextAsync())!.Name);

        async Task ReadUntilAsync(Events events, string task, string word)
        {
            while (!texts.GetValueOrDefault(task, "").Contains(word, StringComparison.Ordinal))
            {
                var seen = (await events.NextAsync())!;
                var name = (string)seen.Data["task"]!;
                texts[name] = texts.GetValueOrDefault(name, "") + (string)seen.Data["text"]!;
                lastId = seen.Id;
            }
        }
    }

    [Theory]
    [InlineData("events")]
    [InlineData("logs/events")]
    [InlineData("logs/t0/1/events")]
    public async Task A_stream_ends_within_moments_when_its_token_is_revoked_or_runs_out_or_its_session_is_left(string path)
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        path = $"/api/v1/runs/{run}/{path}";
        while (!(await server.Admin.GetAsync($"/api/v1/runs/{run}/logs/t0/1", Cancel)).IsSuccessStatusCode)
        {
            await Task.Delay(20, Cancel); // until there is a log
        }

        var made = await new TokenCreateOperation(server.Bench).RunAsync("bob", "viewer", null, Cancel);
        using var bob = server.ClientWith(made.Secret.Reveal());
        using var first = await Events.OpenAsync(bob, path);
        using var soon = server.ClientWith(await server.TokenAsync("viewer", TimeSpan.FromSeconds(5)));
        using var second = await Events.OpenAsync(soon, path);
        using var browser = server.ClientWith(null);
        using var begun = await browser.PostJsonAsync("/api/v1/session", new { token = server.AdminToken });
        browser.DefaultRequestHeaders.Add("Cookie", begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        browser.DefaultRequestHeaders.Add("X-TaskRunner", "1");
        using var third = await Events.OpenAsync(browser, path);
        await new TokenRevokeOperation(server.Bench).RunAsync(made.Token.Id, Cancel);
        await (await browser.DeleteAsync("/api/v1/session", Cancel)).ExpectAsync(204);
        foreach (var events in new[] { first, second, third })
        {
            while (await events.NextAsync() is not null)
            {
            }
        }

        Assert.Equal("running", (string?)(await server.Admin.GetJsonAsync($"/api/v1/runs/{run}"))["run"]!["state"]); // what ended was not the run
        await CancelAsync(server, run);
    }

    [Fact]
    public async Task A_stream_ends_when_the_server_ends()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/events");
        Assert.Equal("snapshot", (await events.NextAsync())!.Name);
        await CancelAsync(server, run);
        await server.StopAsync();
        while (await events.NextAsync() is not null)
        {
        }
    }

    [Fact]
    public async Task Two_hundred_watchers_see_the_same_end()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        var watchers = Enumerable.Range(0, 200).Select(_ => WatchAsync(server, run)).ToList();
        for (var i = 0; i < Tasks; i++)
        {
            Open(server, i);
        }

        Assert.All(await Task.WhenAll(watchers), seen => Assert.Equal(Tasks, seen));
        using var answer = await server.Admin.GetAsync("/metrics", Cancel);
        Assert.Contains("taskrunner_watchers", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_over_HTTP_waits_for_what_is_new()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await BeginGatedAsync(server);
        var head = (await server.Admin.GetStringAsync($"/api/v1/runs/{run}/journal", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        var waiting = server.Admin.GetStringAsync($"/api/v1/runs/{run}/journal?from={head + 1}&wait=1", Cancel);
        Open(server, 0);
        var line = (await waiting).Split('\n', StringSplitOptions.RemoveEmptyEntries)[0];
        Assert.Equal(head + 1, (int?)JsonNode.Parse(line)!["seq"]);
        await CancelAsync(server, run);
    }

    private static async Task<int> WatchAsync(RunningServer server, string run)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{run}/events");
        while (true)
        {
            var seen = (await events.NextAsync())!;
            done.UnionWith(((JsonArray)seen.Data["tasks"]!).Where(t => (string?)t!["state"] == "succeeded").Select(t => (string)t!["name"]!));
            if ((string?)seen.Data["run"]!["state"] == "succeeded")
            {
                return done.Count;
            }
        }
    }

    private static async Task<string> BeginGatedAsync(RunningServer server)
    {
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, Tasks));
        return await server.BeginAsync(new { operation = "install", installation = "gated", package = digest });
    }

    /// <summary>An attempt has logs when it has begun.</summary>
    private static async Task<Events> WhenOpenAsync(RunningServer server, string path, string? lastId)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); DateTime.UtcNow < until; await Task.Delay(20, Cancel))
        {
            using var answer = await server.Admin.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
            if (answer.IsSuccessStatusCode)
            {
                break;
            }
        }

        return await Events.OpenAsync(server.Admin, path, lastId);
    }

    private static async Task CancelAsync(RunningServer server, string run)
    {
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/cancel", new { now = true })).ExpectAsync(202);
        await server.WhenAsync(run, "cancelled", "needs-decision");
    }

    private static void Open(RunningServer server, int task) => File.WriteAllText(Path.Combine(server.Folder, $"go-{task}"), "");
}

using System.Text.Json.Nodes;

namespace TaskRunner.Server.Tests;

/// <summary>Runs that wait, fail, are stopped, or ask a person.</summary>
public sealed class QueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_wait_for_their_turn_and_one_that_waits_can_be_taken_back()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1, RunsWaiting = 2 });
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var first = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        var waiting = (await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "b", package = digest })).ExpectAsync(202))!;
        Assert.Equal(1, (int?)waiting["queue"]);
        var (second, third) = ((string)waiting["run"]!, await server.BeginAsync(new { operation = "install", installation = "c", package = digest }));
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "d", package = digest })).ExpectProblemAsync(409, "TR8512");
        Assert.Equal("queued", (string?)(await server.Admin.GetJsonAsync($"/api/v1/runs/{third}"))["run"]!["state"]);
        Assert.Equal([third, second, first], ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/runs")).Select(r => (string)r!["id"]!));

        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{second}/cancel", new { })).ExpectAsync(202);
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
        await server.WhenAsync(third, "succeeded");
        await server.WhenAsync(first, "succeeded");
        await (await server.Admin.GetAsync($"/api/v1/runs/{second}", Cancel)).ExpectProblemAsync(404, "TR6101");
        Assert.Empty(await server.Store.ListDocumentsAsync("queue", Cancel));
    }

    [Fact]
    public async Task However_many_ask_at_once_no_more_wait_than_may()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1, RunsWaiting = 3 });
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            using var answer = await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = $"i{i}", package = digest });
            return (int)answer.StatusCode;
        }));
        Assert.Equal((4, 8), (answers.Count(a => a == 202), answers.Count(a => a == 409)));
        Assert.Equal(4, (await server.Store.ListDocumentsAsync("queue", Cancel)).Count);
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
    }

    [Fact]
    public async Task What_waited_and_was_refused_says_why_in_the_language_of_who_reads_it()
    {
        await using var server = await RunningServer.StartAsync(configure: o => o with { RunsAtATime = 1 });
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var first = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        var second = await server.BeginAsync(new { operation = "install", installation = "b", package = digest });
        var third = await server.BeginAsync(new { operation = "install", installation = "b", package = digest });
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
        await server.WhenAsync(first, "succeeded");
        await server.WhenAsync(second, "succeeded");
        var english = (string)(await server.WhenAsync(third, "refused"))["refusal"]![0]!["message"]!;
        server.Admin.DefaultRequestHeaders.Add("Accept-Language", "zh");
        var refused = (await server.Admin.GetJsonAsync($"/api/v1/runs/{third}"))["refusal"]![0]!;
        Assert.Equal("TR6111", (string?)refused["code"]);
        Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", english);
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", (string)refused["message"]!);
    }

    [Fact]
    public async Task What_is_refused_when_its_turn_comes_says_why()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 1));
        var first = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "a", package = digest })).ExpectProblemAsync(409, "TR6110");
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "go-0"), "", Cancel);
        await server.WhenAsync(first, "succeeded");
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { operation = "install", installation = "a", package = digest })).ExpectProblemAsync(409, "TR6111");
        Assert.Empty(await server.Store.ListDocumentsAsync("queue", Cancel));
    }

    [Fact]
    public async Task A_failed_run_is_retried_from_the_page_when_what_was_missing_is_there()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Failing(server.Folder));
        var first = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        var failed = await server.WhenAsync(first, "failed");
        Assert.Contains("retry", ((JsonArray)failed["actions"]!).Select(a => (string)a!));
        var tasks = await server.Admin.GetJsonAsync($"/api/v1/runs/{first}/tasks");
        Assert.Equal(["check", "after"], ((JsonArray)tasks["tasks"]!).Select(t => (string)t!["name"]!));
        Assert.Equal("exit", (string?)tasks["tasks"]![0]!["failure"]!["reason"]);
        var installation = Assert.Single((JsonArray)await server.Admin.GetJsonAsync("/api/v1/installations"))!;
        Assert.Equal("failed", (string?)installation["lastRun"]!["state"]);

        await File.WriteAllTextAsync(Path.Combine(server.Folder, "there"), "", Cancel);
        var retried = (await (await server.Admin.PostJsonAsync($"/api/v1/runs/{first}/retry", new { from = "check" })).ExpectAsync(202))!;
        var end = await server.WhenAsync((string)retried["run"]!, "succeeded");
        Assert.Equal(first, (string?)end["run"]!["continues"]);
    }

    [Fact]
    public async Task A_task_in_doubt_is_resolved_by_a_person_whose_name_is_kept_and_the_run_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Doubtful);
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        var halted = await server.WhenAsync(run, "needs-decision");
        Assert.Contains("resolve", ((JsonArray)halted["actions"]!).Select(a => (string)a!));
        var task = await server.Admin.GetJsonAsync($"/api/v1/runs/{run}/tasks/pay");
        Assert.Equal(["succeeded", "failed", "not-executed", "rolled-back"], ((JsonArray)task["decisions"]!).Select(d => (string)d!));
        Assert.NotNull(task["evidence"]);

        using var ops = server.ClientWith(await server.TokenAsync("operator"));
        await (await ops.PostJsonAsync($"/api/v1/runs/{run}/resolve", new Dictionary<string, object> { ["task"] = "pay", ["as"] = "succeeded", ["reason"] = "the bank says so", ["outputs"] = new { receipt = "r-1" } })).ExpectAsync(200);
        await (await ops.PostJsonAsync($"/api/v1/runs/{run}/resume", new { })).ExpectAsync(202);
        var end = await server.WhenAsync(run, "succeeded");
        Assert.Equal("r-1", (string?)end["run"]!["tasks"]![0]!["outputs"]!["receipt"]);
        task = await server.Admin.GetJsonAsync($"/api/v1/runs/{run}/tasks/pay");
        Assert.Equal(("succeeded", "the bank says so", "a operator"), ((string?)task["decided"]!["as"], (string?)task["decided"]!["reason"], (string?)task["decided"]!["by"]));
        var audit = ((JsonArray)await server.Admin.GetJsonAsync("/api/v1/audit")).Select(a => ((string)a!["who"]!, (string)a["action"]!)).ToList();
        Assert.Contains(("a operator", "run.resolve"), audit);
        await (await ops.PostJsonAsync($"/api/v1/runs/{run}/resume", new { })).ExpectProblemAsync(409, "TR6117");
    }

    [Fact]
    public async Task What_is_said_of_a_task_is_in_the_language_of_who_reads_it()
    {
        await using var server = await RunningServer.StartAsync();
        var doubtful = await server.BeginAsync(new { operation = "install", installation = "a", package = await server.UploadAsync(TestPackages.Doubtful) });
        var failing = await server.BeginAsync(new { operation = "install", installation = "b", package = await server.UploadAsync(TestPackages.Failing(server.Folder)) });
        await server.WhenAsync(doubtful, "needs-decision");
        await server.WhenAsync(failing, "failed");
        var english = await SaidAsync(server, doubtful, failing, "");
        server.Admin.DefaultRequestHeaders.Add("Accept-Language", "zh");
        var chinese = await SaidAsync(server, doubtful, failing, "");
        Assert.All(english, said => Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", said));
        Assert.All(chinese, said => Assert.Matches("\\p{IsCJKUnifiedIdeographs}", said));
        Assert.Equal(english[^1], (await SaidAsync(server, doubtful, failing, "?lang=en"))[^1]); // a page cannot set the header of a stream
    }

    private static async Task<string[]> SaidAsync(RunningServer server, string doubtful, string failing, string language)
    {
        var asked = await server.Admin.GetJsonAsync($"/api/v1/runs/{doubtful}/tasks/pay");
        var failed = await server.Admin.GetJsonAsync($"/api/v1/runs/{failing}/tasks/check");
        var run = await server.Admin.GetJsonAsync($"/api/v1/runs/{failing}");
        var page = await server.Admin.GetJsonAsync($"/api/v1/runs/{failing}/tasks");
        using var events = await Events.OpenAsync(server.Admin, $"/api/v1/runs/{failing}/events{language}");
        var told = (await events.NextAsync())!.Data["tasks"]!;
        return
        [
            (string)asked["evidence"]!, (string)asked["history"]![0]!["evidence"]!,
            (string)failed["failure"]!["message"]!, (string)failed["history"]![0]!["message"]!,
            (string)run["run"]!["tasks"]![0]!["failure"]!["message"]!, (string)page["tasks"]![0]!["failure"]!["message"]!,
            (string)told[0]!["failure"]!["message"]!,
        ];
    }

    [Fact]
    public async Task A_running_run_is_cancelled()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Gated(server.Folder, 2));
        var run = await server.BeginAsync(new { operation = "install", installation = "a", package = digest });
        await (await server.Admin.PostJsonAsync($"/api/v1/runs/{run}/cancel", new { })).ExpectAsync(202);
        await server.WhenAsync(run, "cancelled");
    }

    [Fact]
    public async Task A_plan_whose_ground_moved_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var digest = await server.UploadAsync(TestPackages.Failing(server.Folder));
        var plan = (await (await server.Admin.PostJsonAsync("/api/v1/plans", new { operation = "install", installation = "a", package = digest })).ExpectAsync(200))!;
        await server.WhenAsync(await server.BeginAsync(new { operation = "install", installation = "a", package = digest }), "failed");
        await (await server.Admin.PostJsonAsync("/api/v1/runs", new { plan = (string)plan["id"]! })).ExpectProblemAsync(409, "TR6120");
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The example that shows every policy, as its README tells it.</summary>
public sealed class PoliciesExampleTests
{
    [Fact]
    public async Task Every_task_does_its_work_and_the_page_is_live()
    {
        using var tool = new Taskrunner();
        var run = await Install(tool);
        Assert.Equal("succeeded", (string)run["run"]!["state"]!);
        Assert.Contains("<h1>Welcome</h1>", await Read(tool, "live/index.html"));
        Assert.Single(await Lines(tool, "ledger.csv"));
        Assert.Equal("skipped", State(run, "announce"));
        Assert.Equal("skipped", State(run, "incident"));
        Assert.False(Directory.Exists(Site(tool, "lock")), "`unlock` runs whatever became of `publish`");
        var service = await tool.JsonAsync("service", "get", "site-heartbeat", "--refresh");
        Assert.Equal("ready", (string)service["state"]!);

        (await tool.RunAsync("uninstall", "site", "-y")).Expect(0);
        Assert.False(File.Exists(Site(tool, "live")));
        Assert.Single(await Lines(tool, "ledger.csv"));
    }

    [Fact]
    public async Task A_failed_publish_calls_the_handler_and_the_retry_pays_no_second_time()
    {
        using var tool = new Taskrunner();
        var failed = await Install(tool, "--set", "config.heading=");
        Assert.Equal("failed", (string)failed["run"]!["state"]!);
        Assert.Equal("succeeded", State(failed, "incident"));
        Assert.Single(await Lines(tool, "incidents.log"));
        Assert.Equal("blocked", State(failed, "heartbeat"));

        var retried = await tool.JsonAsync("retry", "site", "--set", "config.heading=Open again", "--progress", "none");
        Assert.Equal("succeeded", (string)retried["run"]!["state"]!);
        Assert.Equal("reused", State(retried, "fee"));
        Assert.Equal("reused", State(retried, "reserve"));
        Assert.Single(await Lines(tool, "ledger.csv"));
        Assert.Contains("<h1>Open again</h1>", await Read(tool, "live/index.html"));
        (await tool.RunAsync("uninstall", "site", "-y")).Expect(0);
    }

    [Fact]
    public async Task A_fee_that_was_being_paid_when_the_runner_died_asks_a_person()
    {
        using var tool = new Taskrunner();
        Directory.CreateDirectory(Site(tool, ""));
        Process.Start("mkfifo", [Site(tool, "ledger.csv")])!.WaitForExit(); // the payment hangs half-way, as a slow bank's would
        using (var runner = tool.Start("install", "site", ExampleTools.Example("policies"), "--set", $"config.root={Site(tool, "")}", "--progress", "plain"))
        {
            string? line;
            while ((line = await runner.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && !line.Contains("fee", StringComparison.Ordinal))
            {
            }

            await tool.WhenRunsAsync("fee");
            runner.Kill();
            await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
            tool.KillSupervisors(); // else the payment would outlive its runner and be waited for
        }

        var asked = await tool.RunAsync("resume", "site", "--progress", "none", "-o", "json");
        asked.Expect(9);
        var run = JsonNode.Parse(asked.Output)!;
        Assert.Equal("needs-decision", (string)run["run"]!["state"]!);
        Assert.Equal("unknown", State(run, "fee"));
        (await tool.RunAsync("install", "site", ExampleTools.Example("policies"))).Expect(6);
        File.Delete(Site(tool, "ledger.csv")); // not earlier: before the resume ended it, the payment may not even have opened it

        (await tool.RunAsync("resolve", (string)run["run"]!["id"]!, "fee", "--as", "not-executed", "--reason", "the bank has no entry")).Expect(0);
        var done = await tool.JsonAsync("resume", "site", "--progress", "none");
        Assert.Equal("succeeded", (string)done["run"]!["state"]!);
        Assert.Single(await Lines(tool, "ledger.csv"));
        (await tool.RunAsync("uninstall", "site", "-y")).Expect(0);
    }

    private static Task<JsonNode> Install(Taskrunner tool, params string[] more) =>
        tool.JsonAsync(["install", "site", ExampleTools.Example("policies"), "--set", $"config.root={Site(tool, "")}", "--progress", "none", .. more]);

    private static string State(JsonNode run, string task) =>
        (string)run["run"]!["tasks"]!.AsArray().Single(t => (string)t!["name"]! == task)!["state"]!;

    private static string Site(Taskrunner tool, string path) => Path.TrimEndingDirectorySeparator(Path.Combine(tool.Folder, "site", path));

    private static Task<string> Read(Taskrunner tool, string path) => File.ReadAllTextAsync(Site(tool, path), TestContext.Current.CancellationToken);

    private static Task<string[]> Lines(Taskrunner tool, string path) => File.ReadAllLinesAsync(Site(tool, path), TestContext.Current.CancellationToken);
}

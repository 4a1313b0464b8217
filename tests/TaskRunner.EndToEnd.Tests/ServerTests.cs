using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The server as it is started, killed and started again.</summary>
public sealed partial class ServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_goes_on_after_its_server_was_killed_or_stopped_and_nothing_runs_twice(bool isKilled)
    {
        using var tool = new Taskrunner();
        var archive = await PackAsync(tool);
        string token, run, waiting;
        using (var first = await Served.StartAsync(tool))
        {
            token = first.Token;
            var digest = await first.UploadAsync(archive);
            run = (string)(await first.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "a", "package": "{{digest}}"}"""))["run"]!;
            await WhenThereAsync(Path.Combine(tool.Folder, "ledger"), "begin pay\n");

            // One that has not begun: its server answers for it too.
            for (var i = 0; i < 3; i++)
            {
                await first.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "b{{i}}", "package": "{{digest}}"}""");
            }

            var queued = await first.PostAsync("/api/v1/runs", $$"""{"operation": "install", "installation": "c", "package": "{{digest}}"}""");
            Assert.Equal(1, (int?)queued["queue"]);
            waiting = (string)queued["run"]!;
            if (isKilled)
            {
                await first.KillAsync();
            }
            else
            {
                Assert.Equal(0, await first.StopAsync());
            }
        }

        using var second = await Served.StartAsync(tool, token);
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "go"), "", Cancel);
        await second.WhenAsync(run, "succeeded");
        await second.WhenAsync(waiting, "succeeded");
        var lines = await File.ReadAllLinesAsync(Path.Combine(tool.Folder, "ledger"), Cancel);
        Assert.Equal(5, lines.Count(l => l == "begin pay"));
        Assert.Equal(5, lines.Count(l => l == "end pay"));
        var task = await second.GetAsync($"/api/v1/runs/{run}/tasks/pay");
        Assert.Single((JsonArray)task["history"]!);
    }

    [Fact]
    public async Task It_is_not_served_to_others_in_the_clear()
    {
        using var tool = new Taskrunner();
        var refused = (await tool.RunAsync("serve", "--listen", "0.0.0.0:7460")).Expect(6);
        Assert.Contains("TR8040", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_made_listed_and_revoked_from_the_command_line()
    {
        using var tool = new Taskrunner();
        var made = await tool.JsonAsync("token", "create", "ci", "--role", "operator", "--expires", "24h");
        Assert.StartsWith("trt_", (string)made["token"]!, StringComparison.Ordinal);
        Assert.Contains("ci", (await tool.RunAsync("token", "list")).Expect(0).Output, StringComparison.Ordinal);
        (await tool.RunAsync("token", "revoke", (string)made["id"]!)).Expect(0);
        var listed = Assert.Single((JsonArray)await tool.JsonAsync("token", "list"))!;
        Assert.Equal("revoked", (string?)listed["state"]);
        (await tool.RunAsync("token", "revoke", "none")).Expect(4);
    }

    [Fact]
    public async Task What_the_documentation_of_the_server_shows_is_so()
    {
        using var tool = new Taskrunner();
        var page = await File.ReadAllTextAsync(Path.Combine(Taskrunner.Repository, "docs", "server.md"), Cancel);
        var blocks = Block().Matches(page).Select(m => m.Groups["body"].Value).ToList();
        Assert.NotEmpty(blocks);
        var script = Path.Combine(tool.Folder, "documented.sh");
        await File.WriteAllTextAsync(
            script,
            "set -euo pipefail\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n" + string.Join('\n', blocks).Replace("7460", $"{FreePort()}", StringComparison.Ordinal),
            Cancel);
        var start = new ProcessStartInfo("bash", ["-x", script]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = tool.Folder };
        start.Environment["PATH"] = Path.GetDirectoryName(Taskrunner.Binary) + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["TASKRUNNER_STORE"] = tool.Store;
        start.Environment["LANG"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, $"{await error}\n{await output}");
    }

    private static async Task<string> PackAsync(Taskrunner tool)
    {
        var source = Directory.CreateDirectory(Path.Combine(tool.Folder, "pay")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(source, "taskrunner.yaml"),
            """
            apiVersion: taskrunner/v1
            kind: Package
            name: pay
            version: 1.0.0
            tasks:
              - {name: pay, type: shell, spec: {execute: {run: 'echo "begin pay" >> "@/ledger"; while [ ! -e "@/go" ]; do sleep 0.05; done; echo "end pay" >> "@/ledger"'}}}
              - {name: ship, type: shell, needs: [pay], spec: {execute: {run: 'true'}}}
            """.Replace("@", tool.Folder, StringComparison.Ordinal),
            Cancel);
        (await tool.RunAsync("package", "build", source)).Expect(0);
        return Path.Combine(tool.Folder, "pay-1.0.0.tgz");
    }

    private static async Task WhenThereAsync(string file, string text)
    {
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, Cancel)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancel);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"```sh\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}

using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary><c>--detach</c> in all the ways it can be said.</summary>
public sealed class DetachedTests
{
    private const string Manifest = """
        apiVersion: taskrunner/v1
        kind: Package
        name: quick
        version: 1.0.0
        tasks:
          - {name: one, type: shell, idempotent: true, spec: {execute: {run: 'true'}, uninstall: {run: 'true'}}}
        """;

    [Theory]
    [InlineData("install demo quick --detach --progress json", false)]
    [InlineData("install demo --detach=true -- quick", false)]
    [InlineData("install demo quick", true)]
    public async Task One_run_goes_on_alone(string line, bool byVariable)
    {
        using var tool = Tool();
        if (byVariable)
        {
            tool.Variables["TASKRUNNER_DETACH"] = "1";
        }

        var run = (await tool.RunAsync(line.Split(' '))).Expect(0).Output.Trim();

        tool.Variables.Clear();
        await UntilSucceededAsync(tool, run);
        Assert.Equal(run, Assert.Single((await tool.JsonAsync("history", "demo")).AsArray())!["run"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_id_of_a_run_is_told_only_when_there_is_a_record_of_it()
    {
        using var tool = Tool();
        tool.Variables["TASKRUNNER_CRASH"] = "before:1";
        var ran = await tool.RunAsync("install", "demo", "quick", "--detach");
        Assert.NotEqual(0, ran.Code);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task What_was_agreed_to_is_not_asked_again()
    {
        using var tool = Tool();
        (await tool.RunAsync("install", "demo", "quick")).Expect(0);
        await UntilSucceededAsync(tool, (await tool.RunAsync("uninstall", "demo", "--detach", "-y")).Expect(0).Output.Trim());
    }

    [Fact]
    public async Task It_works_where_dotnet_started_the_program_too()
    {
        using var tool = Tool();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "taskrunner.dll"), "install", "demo", "quick", "--detach"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = tool.Folder,
        };
        start.Environment["TASKRUNNER_STORE"] = tool.Store;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await UntilSucceededAsync(tool, new Ran(process.ExitCode, await output, await error).Expect(0).Output.Trim());
    }

    private static Taskrunner Tool()
    {
        var tool = new Taskrunner();
        Directory.CreateDirectory(Path.Combine(tool.Folder, "quick"));
        File.WriteAllText(Path.Combine(tool.Folder, "quick", "taskrunner.yaml"), Manifest);
        return tool;
    }

    /// <summary>Waits until the run is over and its process, which then has nothing more to write, let the installation go.</summary>
    private static async Task UntilSucceededAsync(Taskrunner tool, string run)
    {
        JsonNode shown;
        var time = Stopwatch.StartNew();
        do
        {
            Assert.True(time.Elapsed < TimeSpan.FromMinutes(1), $"run {run} does not end");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            shown = await tool.JsonAsync("status", run);
        }
        while (shown["run"]!["state"]!.GetValue<string>() == "running");

        Assert.Equal("succeeded", shown["run"]!["state"]!.GetValue<string>());
    }
}

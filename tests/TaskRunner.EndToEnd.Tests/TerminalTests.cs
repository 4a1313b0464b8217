using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What a terminal is sent; <c>script</c> of util-linux is the terminal.</summary>
public sealed class TerminalTests
{
    private const char Escape = '\e';

    [Fact]
    public async Task NO_COLOR_means_no_escape_at_all()
    {
        using var tool = new Taskrunner();
        (await tool.RunAsync("init", "hello")).Expect(0);
        tool.Variables["TERM"] = "xterm-256color";
        var folder = $"--set config.folder={Path.Combine(tool.Folder, "site")}";

        var coloured = await OnTerminalAsync(tool, $"install demo hello {folder}");
        Assert.Contains(Escape, coloured);
        Assert.Contains("succeeded", coloured, StringComparison.Ordinal);

        tool.Variables["NO_COLOR"] = "1";
        foreach (var line in new[] { $"upgrade demo hello {folder}", "version", "status demo", "lint nowhere" })
        {
            Assert.DoesNotContain(Escape, await OnTerminalAsync(tool, line));
        }
    }

    private static async Task<string> OnTerminalAsync(Taskrunner tool, string line)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"{Taskrunner.Binary} {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = tool.Folder,
        };
        start.Environment["TASKRUNNER_STORE"] = tool.Store;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in tool.Variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return text;
    }
}

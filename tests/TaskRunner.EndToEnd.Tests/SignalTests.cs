namespace TaskRunner.EndToEnd.Tests;

/// <summary>A runner that is asked to end by signals: SIGTERM, and Ctrl-C twice.</summary>
public sealed class SignalTests : IDisposable
{
    private const int ExitStopped = 130;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Taskrunner _tool = new();

    private string Ledger => Path.Combine(_tool.Folder, "ledger");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task SIGTERM_asks_the_tasks_to_end_and_leaves_the_run_open_for_a_resume()
    {
        using var runner = _tool.Start("install", "one", Write("echo begin >> \"$LEDGER\"; [ \"$(wc -l < \"$LEDGER\")\" -gt 1 ] || exec sleep 600"), "--progress", "none");
        await WhenBegunAsync();
        HostProcesses.Terminate(runner.Id);
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ExitStopped, runner.ExitCode);
        Assert.Empty(HostProcesses.OfStore(_tool.Store));
        Assert.Equal("cancelled", await StateOfTaskAsync());
        (await _tool.RunAsync("resume", "one", "--progress", "none")).Expect(0);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Ledger, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task The_second_Ctrl_C_kills_a_task_that_does_not_heed_the_first()
    {
        using var runner = _tool.Start("install", "one", Write("trap '' TERM; echo begin >> \"$LEDGER\"; while :; do sleep 1; done"), "--progress", "none");
        await WhenBegunAsync();
        HostProcesses.Interrupt(runner.Id);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.NotEmpty(HostProcesses.OfTask(_tool.Store, "work")); // asked only
        HostProcesses.Interrupt(runner.Id);
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ExitStopped, runner.ExitCode);
        Assert.Empty(HostProcesses.OfStore(_tool.Store));
    }

    private async Task<string> StateOfTaskAsync() => (string)(await _tool.JsonAsync("status", "one"))["run"]!["tasks"]![0]!["state"]!;

    private async Task WhenBegunAsync()
    {
        while (!File.Exists(Ledger))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private string Write(string script)
    {
        var folder = Path.Combine(_tool.Folder, "package");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "work.sh"), script);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            tasks:
              - {name: work, type: shell, idempotent: true, spec: {env: {LEDGER: "{{{Ledger}}}"}, execute: work.sh}}
            """);
        return folder;
    }
}

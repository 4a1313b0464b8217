namespace TaskRunner.EndToEnd.Tests;

/// <summary>What becomes of a task when the runner, its supervisor, or both are killed while it runs.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly Taskrunner _tool = new();

    private string Ledger => Path.Combine(_tool.Folder, "ledger");

    private string Gate => Path.Combine(_tool.Folder, "gate");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_task_that_outlives_its_runner_is_adopted_and_runs_once()
    {
        await KillRunnerWhileItRunsAsync("idempotent: false");
        await File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);
        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal("by the first", (string)run["tasks"]![0]!["outputs"]!["text"]!);
        Assert.Equal(1, (int)run["tasks"]![0]!["attempts"]!);
        Assert.Equal(["begin", "end"], Lines());
    }

    [Fact]
    public async Task An_outcome_that_came_when_nobody_listened_is_kept_with_its_outputs()
    {
        await KillRunnerWhileItRunsAsync("idempotent: false");
        await File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);
        while (HostProcesses.SupervisorsOf(_tool.Store).Any())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken); // it ends when it has nothing to do
        }

        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal("by the first", (string)run["tasks"]![0]!["outputs"]!["text"]!);
        Assert.Equal(["begin", "end"], Lines());
    }

    [Fact]
    public async Task With_its_supervisor_dead_too_a_task_that_may_run_only_once_asks_a_person_and_shows_the_evidence()
    {
        await KillRunnerWhileItRunsAsync("idempotent: false");
        _tool.KillSupervisors();
        var ran = await _tool.RunAsync("resume", "one", "--progress", "plain");
        ran.Expect(9);
        Assert.Contains("its supervisor died before it saw the end", ran.Error, StringComparison.Ordinal);
        Assert.Empty(HostProcesses.OfTask(_tool.Store, "work"));
        Assert.Equal(["begin"], Lines());
    }

    [Fact]
    public async Task With_its_supervisor_dead_too_an_idempotent_task_is_ended_and_run_again()
    {
        await KillRunnerWhileItRunsAsync("idempotent: true");
        _tool.KillSupervisors();
        var resuming = _tool.Start("resume", "one", "--progress", "none");
        while (Lines().Length < 2)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);
        await resuming.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, resuming.ExitCode);
        Assert.Equal(["begin", "begin", "end"], Lines());
    }

    [Fact]
    public async Task A_supervisor_killed_under_a_live_runner_leaves_nothing_running_and_the_run_decides_by_policy()
    {
        var package = Write("idempotent: false");
        using var runner = _tool.Start("install", "one", package, "--progress", "none");
        await _tool.WhenRunsAsync("work");
        _tool.KillSupervisors();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(9, runner.ExitCode);
        Assert.Empty(HostProcesses.OfTask(_tool.Store, "work"));
        var status = await _tool.JsonAsync("status", "one");
        Assert.Equal("unknown", (string)status["run"]!["tasks"]![0]!["state"]!);
    }

    [Fact]
    public async Task A_run_that_is_over_leaves_neither_supervisor_nor_folder()
    {
        await File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);
        (await _tool.RunAsync("install", "one", Write("idempotent: false"), "--progress", "none")).Expect(0);
        var runs = Path.Combine(_tool.Store, "runs");
        while (HostProcesses.SupervisorsOf(_tool.Store).Any() || Directory.EnumerateFileSystemEntries(runs).Any())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task KillRunnerWhileItRunsAsync(string policy)
    {
        using var runner = _tool.Start("install", "one", Write(policy), "--progress", "none");
        await _tool.WhenRunsAsync("work");
        while (Lines().Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        runner.Kill();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private string Write(string policy)
    {
        var folder = Path.Combine(_tool.Folder, "package");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            tasks:
              - name: work
                type: shell
                {{{policy}}}
                outputs: {text: {type: string}}
                spec:
                  env: {LEDGER: "{{{Ledger}}}", GATE: "{{{Gate}}}"}
                  execute: {run: 'echo begin >> "$LEDGER"; until [ -e "$GATE" ]; do sleep 0.05; done; echo end >> "$LEDGER"; echo "text=by the first" > "$TASKRUNNER_OUTPUT"'}
            """);
        return folder;
    }

    private string[] Lines() => File.Exists(Ledger) ? File.ReadAllLines(Ledger) : [];
}

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What becomes of a task when the runner, its supervisor, or both are killed while it runs.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly Taskrunner _tool = new();
    private readonly GatedTask _task;

    public SupervisorTests() => _task = new GatedTask(_tool);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_task_that_outlives_its_runner_is_adopted_and_runs_once()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: false");
        await _task.OpenAsync();
        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal("by the first", (string)run["tasks"]![0]!["outputs"]!["text"]!);
        Assert.Equal(1, (int)run["tasks"]![0]!["attempts"]!);
        Assert.Equal(["begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task A_copy_of_the_store_decides_for_itself_and_leaves_alone_what_the_original_runs()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: false");
        var copy = Path.Combine(_tool.Folder, "copy");
        using var copying = System.Diagnostics.Process.Start("cp", ["-a", _tool.Store, copy]);
        await copying.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await _tool.RunAsync("resume", "one", "--store", copy, "--progress", "none")).Expect(9);
        (await _tool.RunAsync("cancel", "one", "--store", copy)).Expect(0);

        await _task.OpenAsync();
        Assert.Equal("succeeded", (string)(await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!["state"]!);
        Assert.Equal(["begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task An_outcome_that_came_when_nobody_listened_is_kept_with_its_outputs()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: false");
        await _task.OpenAsync();
        while (HostProcesses.SupervisorsOf(_tool.Store).Any())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken); // it ends when it has nothing to do
        }

        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal("by the first", (string)run["tasks"]![0]!["outputs"]!["text"]!);
        Assert.Equal(["begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task With_its_supervisor_dead_too_a_task_that_may_run_only_once_asks_a_person_and_shows_the_evidence()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: false");
        _tool.KillSupervisors();
        var ran = await _tool.RunAsync("resume", "one", "--progress", "plain");
        ran.Expect(9);
        Assert.Contains("its supervisor died before it saw the end", ran.Error, StringComparison.Ordinal);
        Assert.Empty(HostProcesses.OfTask(_tool.Store, "work"));
        Assert.Equal(["begin"], _task.Lines());
    }

    [Fact]
    public async Task With_its_supervisor_dead_too_an_idempotent_task_is_ended_and_run_again()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: true");
        _tool.KillSupervisors();
        var resuming = _tool.Start("resume", "one", "--progress", "none");
        while (_task.Lines().Length < 2)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await _task.OpenAsync();
        await resuming.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, resuming.ExitCode);
        Assert.Equal(["begin", "begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task A_supervisor_that_was_stopped_is_woken_and_not_ended_for_what_it_did_not_answer()
    {
        await _task.KillRunnerWhileItRunsAsync("idempotent: false");
        HostProcesses.Suspend(Assert.Single(HostProcesses.SupervisorsOf(_tool.Store)));
        await _task.OpenAsync();
        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal(["begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task A_supervisor_killed_under_a_live_runner_leaves_nothing_running_and_the_run_decides_by_policy()
    {
        var package = _task.Write("idempotent: false");
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
    public async Task An_idempotent_task_whose_supervisor_was_killed_runs_again_under_the_same_runner()
    {
        using var runner = _tool.Start("install", "one", _task.Write("idempotent: true"), "--progress", "none");
        await _task.WhenBegunAsync();

        _tool.KillSupervisors();
        while (_task.Lines().Length < 2)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await _task.OpenAsync();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, runner.ExitCode);
        Assert.Equal(["begin", "begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task A_task_that_a_dead_runner_had_stopped_has_not_failed()
    {
        // It stops itself when it has written down that the task heeded, and has not told anybody.
        var pause = ("TASKRUNNER_PAUSE_SUPERVISOR", "ended:1");
        using var runner = _tool.Start(["install", "one", _task.Write("idempotent: true"), "--progress", "none"], pause);
        await _task.WhenBegunAsync();

        HostProcesses.Interrupt(runner.Id);
        while (!HostProcesses.IsStopped(HostProcesses.SupervisorsOf(_tool.Store).Single()))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        runner.Kill();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        HostProcesses.Continue(HostProcesses.SupervisorsOf(_tool.Store).Single());
        Assert.Equal(["begin"], _task.Lines());
        await _task.OpenAsync();
        var run = (await _tool.JsonAsync("resume", "one", "--progress", "none"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal(["begin", "begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task A_run_that_is_over_leaves_neither_supervisor_nor_folder()
    {
        await _task.OpenAsync();
        (await _tool.RunAsync("install", "one", _task.Write("idempotent: false"), "--progress", "none")).Expect(0);
        var runs = Path.Combine(_tool.Store, "runs");
        while (HostProcesses.SupervisorsOf(_tool.Store).Any() || Directory.EnumerateFileSystemEntries(runs).Any())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

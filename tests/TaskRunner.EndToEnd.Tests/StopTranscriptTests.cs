using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>Runs that are stopped, and two callers at once.</summary>
public sealed class StopTranscriptTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_run_that_is_interrupted_says_how_to_go_on(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        using var install = transcript.Start("install demo slow");
        await WaitForAsync(transcript, "wait");
        using (var kill = Process.Start("sh", ["-c", $"kill -INT {install.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await transcript.EndAsync("install demo slow   # and Ctrl-C", install, 130);
        await transcript.RunAsync("status demo", 0);
        await transcript.RunAsync("install demo slow", 6);
        await File.WriteAllTextAsync(Path.Combine(transcript.Tool.Folder, "go"), "", TestContext.Current.CancellationToken);
        await transcript.RunAsync("resume demo", 0);
        transcript.Match($"interrupted.{language}");
    }

    [Fact]
    public async Task A_live_run_locks_its_installation_and_can_be_cancelled()
    {
        using var transcript = new Transcript();
        using var install = transcript.Start("install demo slow --progress none");
        await WaitForAsync(transcript, "wait");
        await transcript.RunAsync("install demo slow", 5);
        await transcript.RunAsync("cancel demo", 0);
        await transcript.EndAsync("install demo slow --progress none   # the run that was cancelled", install, 7);
        await transcript.RunAsync("install demo slow --timeout 1s", 8);
        await transcript.RunAsync("cancel demo", 0);
        transcript.Match("locked");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task An_installation_is_taken_from_a_run_by_a_decision_that_names_its_epoch(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await transcript.RunAsync("unlock demo --epoch 1 --reason 'it hangs'", 4);
        using var install = transcript.Start("install demo slow --progress none");
        await WaitForAsync(transcript, "wait");
        await transcript.RunAsync("install demo slow", 5);
        await transcript.RunAsync("status demo", 0);
        await transcript.RunAsync("unlock demo --reason 'it hangs'", 2);
        await transcript.RunAsync("unlock demo --epoch 1", 2);
        await transcript.RunAsync("unlock demo --epoch one --reason 'it hangs'", 2);
        await transcript.RunAsync("unlock demo --epoch 2 --reason 'it hangs'", 6);
        await transcript.RunAsync("unlock demo --epoch 1 --reason 'it hangs'", 0);
        await transcript.EndAsync("install demo slow --progress none   # the run that lost its installation", install, 5);
        await transcript.RunAsync("unlock demo --epoch 1 --reason 'it hangs'", 6);
        await transcript.RunAsync("status demo", 0);
        if (language == "en")
        {
            await transcript.RunAsync("status demo -o json", 0); // JSON is never translated
        }

        transcript.Match($"unlock.{language}");
    }

    [Fact]
    public async Task A_detached_run_goes_on_alone()
    {
        using var transcript = new Transcript();
        await transcript.RunAsync("install demo slow --detach", 0);
        await File.WriteAllTextAsync(Path.Combine(transcript.Tool.Folder, "go"), "", TestContext.Current.CancellationToken);
        await transcript.RunAsync("status demo -w", 0);
        await transcript.RunAsync("install other web-1 --detach", 3);
        transcript.Match("detached");
    }

    /// <summary>Until the task runs: its log file is there.</summary>
    private static async Task WaitForAsync(Transcript transcript, string task)
    {
        var logs = Path.Combine(transcript.Tool.Store, "logs");
        var time = Stopwatch.StartNew();
        while (!Directory.Exists(logs) || !Directory.EnumerateFiles(logs, "*.log", SearchOption.AllDirectories).Any(f => f.Contains($"-{task}/", StringComparison.Ordinal)))
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"task {task} did not start");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The hidden variables by which <c>drill</c> and the proofs of crash safety kill a runner at a chosen commit.</summary>
public sealed class CrashPointTests : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly Taskrunner _tool = new();

    private string Commits => Path.Combine(_tool.Folder, "commits");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task What_each_commit_holds_is_written_down()
    {
        Package();
        _tool.Variables["TASKRUNNER_COMMITS"] = Commits;
        (await _tool.RunAsync("install", "two", "package", "-j", "1")).Expect(0);
        Assert.Equal(
            ["1 start runner intent:0", "2 step:0 outcome:0 intent:1", "3 step:1 outcome:1", "4 end"],
            await File.ReadAllLinesAsync(Commits, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("before:1", false)]
    [InlineData("after:1", true)]
    [InlineData("before:2", true)]
    [InlineData("during:2", true)]
    [InlineData("after:2", true)]
    [InlineData("before:3", true)]
    [InlineData("after:3", true)]
    [InlineData("before:4", true)]
    public async Task The_runner_dies_at_the_chosen_commit_and_a_resume_ends_what_it_began(string point, bool hasBegun)
    {
        Package();
        _tool.Variables["TASKRUNNER_CRASH"] = point;
        (await _tool.RunAsync("install", "two", "package", "-j", "1")).Expect(Killed);
        _tool.Variables.Remove("TASKRUNNER_CRASH");
        if (hasBegun)
        {
            (await _tool.RunAsync("resume", "two")).Expect(0);
            Assert.Equal("succeeded", (string?)(await _tool.JsonAsync("status", "two"))["run"]!["state"]);
        }
        else
        {
            (await _tool.RunAsync("status", "two")).Expect(4);
        }
    }

    [Fact]
    public async Task A_point_that_makes_no_sense_is_refused_because_a_trial_without_a_crash_proves_nothing()
    {
        Package();
        _tool.Variables["TASKRUNNER_CRASH"] = "sometime";
        Assert.Contains("TASKRUNNER_CRASH", (await _tool.RunAsync("install", "two", "package")).Expect(2).Error, StringComparison.Ordinal);
    }

    private void Package()
    {
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "package"));
        File.WriteAllText(Path.Combine(_tool.Folder, "package", "taskrunner.yaml"), """
            apiVersion: taskrunner/v1
            kind: Package
            name: two
            version: 1.0.0
            tasks:
              - {name: first, type: shell, idempotent: true, spec: {execute: {run: "true"}}}
              - {name: second, type: shell, idempotent: true, needs: [first], spec: {execute: {run: "true"}}}
            """);
    }
}

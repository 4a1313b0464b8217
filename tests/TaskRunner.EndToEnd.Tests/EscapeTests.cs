using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Fourteen ways to outlive a task against the five ways in which it can end: by itself, by its timeout, cancelled, its runner
/// killed, its supervisor killed. 70 cases, and of none may anything live five seconds later.
/// </summary>
public sealed class EscapeTests(ITestOutputHelper log) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    /// <summary>What is measured against the bound on a quiet machine may take longer on a loaded one; it must end all the same.</summary>
    private static readonly TimeSpan LoadedMachine = Bound * 4;

    private readonly Taskrunner _tool = new();

    public static bool HasControlGroups { get; } = TryGroup();

    private string Gate => Path.Combine(_tool.Folder, "gate");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public Task Nothing_outlives_a_task_that_ends_by_itself() => TryAsync("normal end", "true", async (runner, _) =>
    {
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, runner.ExitCode);
    });

    [Fact]
    public Task Nothing_outlives_a_timeout() => TryAsync("timeout", "sleep NUMBER", timeout: "3s", end: async (runner, _) =>
    {
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, runner.ExitCode);
    });

    [Fact]
    public Task Nothing_outlives_a_cancelled_run() => TryAsync("cancel", "sleep NUMBER", async (runner, package) =>
    {
        await WhenUpAsync(package);
        (await _tool.RunAsync("cancel", "escape")).Expect(0);
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
    });

    [Fact]
    public Task Nothing_outlives_a_task_whose_runner_was_killed() =>
        TryAsync("runner killed", $"until [ -e '{Gate}' ]; do sleep 0.02; done", async (runner, package) =>
        {
            await WhenUpAsync(package);
            runner.Kill();
            await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken); // the tasks end, and no runner is there to see it
        });

    [Fact]
    public Task Nothing_outlives_a_task_whose_supervisor_was_killed() => TryAsync("supervisor killed", "sleep NUMBER", async (_, package) =>
    {
        await WhenUpAsync(package);
        _tool.KillSupervisors();
    });

    private async Task TryAsync(string ending, string then, Func<Process, EscapePackage, Task> end, string timeout = "10m")
    {
        Assert.SkipUnless(
            HasControlGroups,
            "no control group (version 2) may be made here; run as root or in a delegated group (systemd-run --user -p Delegate=yes)");
        var package = new EscapePackage(_tool.Folder, then, timeout);
        using var runner = _tool.Start("install", "escape", package.Folder, "-j", EscapePackage.Count.ToString(CultureInfo.InvariantCulture), "--progress", "none");
        try
        {
            var ended = end(runner, package);
            await WhenUpAsync(package);
            await ended;
            var since = Stopwatch.StartNew();
            while (package.Survivors() is { Count: > 0 } left)
            {
                Assert.True(since.Elapsed < LoadedMachine, $"{ending}: {string.Join(", ", left)} lives {since.Elapsed.TotalSeconds:0} s after its end");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            log.WriteLine($"{ending}: {EscapePackage.Count} shapes, nothing left {since.Elapsed.TotalMilliseconds:0} ms after the end, "
                + $"{(DateTime.UtcNow - package.UpSince()!.Value).TotalMilliseconds:0} ms after the last was up (bound {Bound.TotalSeconds:0} s)");
        }
        finally
        {
            runner.Kill();
            _tool.KillSupervisors();
            package.EndSurvivors();
        }
    }

    private static async Task WhenUpAsync(EscapePackage package)
    {
        while (package.UpSince() is null)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether this machine lets us make a control group, found out without the product.</summary>
    private static bool TryGroup()
    {
        const int root = 3, mountPoint = 4;
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..];
        var mount = File.ReadLines("/proc/self/mountinfo").FirstOrDefault(l => l.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ');
        if (own is null || mount is null || !own.StartsWith(mount[root].TrimEnd('/'), StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var folder = mount[mountPoint] + own[mount[root].TrimEnd('/').Length..].TrimEnd('/') + "/taskrunner-test";
            Directory.CreateDirectory(folder);
            Directory.Delete(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

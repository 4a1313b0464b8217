using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// The machine was started anew between crash and resume. For the program it really was: it runs in a mount namespace with another boot
/// id and in a time namespace with another time since boot; every process of the run is dead.
/// </summary>
public sealed class RebootTests : IDisposable
{
    private const int ExitNeedsDecision = 9;
    private readonly Taskrunner _tool = new();
    private readonly GatedTask _task;

    public RebootTests() => _task = new GatedTask(_tool);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_task_that_may_run_only_once_asks_a_person_after_a_reboot()
    {
        await LosePowerWhileItRunsAsync("idempotent: false", alsoSupervisor: true);
        var (code, run) = await ResumeAsync();
        Assert.Equal(ExitNeedsDecision, code);
        Assert.Equal("unknown", (string)run["tasks"]![0]!["state"]!);
        Assert.Equal(["begin"], _task.Lines());
    }

    [Fact]
    public async Task An_idempotent_task_runs_again_after_a_reboot()
    {
        await LosePowerWhileItRunsAsync("idempotent: true", alsoSupervisor: true);
        await _task.OpenAsync();
        var (code, run) = await ResumeAsync();
        Assert.Equal(0, code);
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.Equal(["begin", "begin", "end"], _task.Lines());
    }

    [Fact]
    public async Task An_outcome_that_only_the_supervisor_knew_is_taken_over_after_a_reboot()
    {
        await LosePowerWhileItRunsAsync("idempotent: false", alsoSupervisor: false);
        await _task.OpenAsync();
        while (HostProcesses.SupervisorsOf(_tool.Store).Any())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var (code, run) = await ResumeAsync();
        Assert.Equal(0, code);
        Assert.Equal(1, (int)run["tasks"]![0]!["attempts"]!);
        Assert.Equal(["begin", "end"], _task.Lines());
    }

    private async Task LosePowerWhileItRunsAsync(string policy, bool alsoSupervisor)
    {
        await _task.KillRunnerWhileItRunsAsync(policy);
        if (alsoSupervisor)
        {
            _tool.KillSupervisors();
            HostProcesses.Kill(HostProcesses.OfStore(_tool.Store));
        }
    }

    /// <summary>On the machine as it is after another start.</summary>
    private async Task<(int Code, JsonNode Run)> ResumeAsync()
    {
        const string noSpaces = "no namespaces may be made here; run as root";
        var bootId = Path.Combine(_tool.Folder, "boot-id");
        await File.WriteAllTextAsync(bootId, $"{Guid.NewGuid()}\n", TestContext.Current.CancellationToken);
        var since = (int)(Environment.TickCount64 / 2000); // half of what it was
        var script = $"mount --bind '{bootId}' /proc/sys/kernel/random/boot_id || exit 99; exec \"$@\"";
        string[] unshare =
        [
            "--mount", "--time", "--boottime", (-since).ToString(CultureInfo.InvariantCulture), "--fork",
            "sh", "-c", script, "sh", Taskrunner.Binary, "resume", "one", "--progress", "none", "-o", "json",
        ];
        using var process = _tool.Start("unshare", unshare, null);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen((await error).StartsWith("unshare:", StringComparison.Ordinal) || process.ExitCode == 99, noSpaces);
        return (process.ExitCode, JsonNode.Parse(await output)!["run"]!);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class StrayTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Strays_of_a_runner_that_is_gone_are_found_by_the_mark_and_ended()
    {
        // setsid(1) stands for the runner: it starts the attempt in a session of its own and is gone.
        var start = new ProcessStartInfo("setsid", ["-f", "sh", "-c", "setsid env -i /bin/sleep 1000 & sleep 1000 & echo $! > pid; sleep 1000"])
        {
            WorkingDirectory = _bench.Folder,
            Environment = { [AttemptMark.Variable] = AttemptMark.Of(_bench.AttemptId, "") },
        };
        using var runner = Process.Start(start)!;
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        var pid = await _bench.WhenWrittenAsync("pid");

        var ended = await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken);

        // Whether the fork has become sleep yet is a matter of the moment.
        Assert.Contains(ended, line => line.StartsWith($"{pid} ", StringComparison.Ordinal));
        Assert.Contains(ended, line => line.EndsWith(" sh", StringComparison.Ordinal));
        Assert.False(Workbench.IsAlive(pid));
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_process_is_recognised_while_it_changes_its_program()
    {
        await File.WriteAllTextAsync(_bench.PathOf("again.sh"), "exec sh again.sh\n", TestContext.Current.CancellationToken);
        var run = _bench.RunAsync(_bench.Sh("echo $$ > pid; exec sh again.sh"));
        var pid = int.Parse(await _bench.WhenWrittenAsync("pid"), CultureInfo.InvariantCulture);
        var mark = Encoding.UTF8.GetBytes($"{AttemptMark.Variable}={AttemptMark.Of(_bench.AttemptId, "")}");

        Assert.All(Enumerable.Range(0, 20_000), _ => Assert.True(ProcessTable.HasVariable(pid, mark)));

        _bench.Kill();
        await run;
    }

    [Fact]
    public async Task What_a_copy_of_the_store_runs_under_the_same_attempt_is_left_alone()
    {
        var (original, copy) = (Directory.CreateDirectory(_bench.PathOf("original")).FullName, Directory.CreateDirectory(_bench.PathOf("copy")).FullName);
        using var launcher = Of(original);
        var run = launcher.RunAsync(_bench.Sh("echo up > up; sleep 100"), new StopSignals(default, default)).AsTask();
        await _bench.WhenWrittenAsync("up");
        using var other = Of(copy);
        Assert.Empty(await other.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
        Assert.False(run.IsCompleted);

        Directory.Move(original, original + ".moved"); // it stays the same store
        using var moved = Of(original + ".moved");
        Assert.NotEmpty(await moved.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken));
        await run;

        static LocalLauncher Of(string store) => new(MessageCatalogue.English, TimeProvider.System) { StoreFolder = store };
    }

    [Fact]
    public async Task What_a_script_starts_through_this_program_belongs_to_the_attempt_of_the_script()
    {
        var mark = AttemptMark.Of(_bench.AttemptId, "elsewhere");
        var process = _bench.Sh("env > variables");
        var environment = new Dictionary<string, string>(process.Environment) { [AttemptMark.Variable] = mark };
        await _bench.RunAsync(process with { Environment = environment });
        Assert.Contains($"{AttemptMark.Variable}={mark}", await File.ReadAllLinesAsync(_bench.PathOf("variables"), TestContext.Current.CancellationToken));

        environment[ProcessSpec.AttemptVariable] = "inner";
        await _bench.RunAsync(process with { Environment = environment });
        Assert.Contains($"{AttemptMark.Variable}=inner@", await File.ReadAllLinesAsync(_bench.PathOf("variables"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_attempt_whose_id_begins_alike_is_left_alone()
    {
        var run = _bench.RunAsync(_bench.Sh("echo up > up; sleep 100"));
        await _bench.WhenWrittenAsync("up");
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId[..8], TestContext.Current.CancellationToken));
        Assert.Empty(await _bench.Launcher.EndStraysAsync(_bench.AttemptId + "0", TestContext.Current.CancellationToken));
        Assert.False(run.IsCompleted);
        _bench.Ask();
        await run;
    }
}

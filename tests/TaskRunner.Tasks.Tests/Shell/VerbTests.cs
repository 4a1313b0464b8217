using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Shell;

public sealed class VerbTests : IDisposable
{
    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_spec_says_what_it_can_do()
    {
        Assert.Equal(TaskCapabilities.None, _bench.Task.CapabilitiesOf(ShellBench.Spec("run: x")));
        Assert.Equal(
            TaskCapabilities.Rollback | TaskCapabilities.Probe,
            _bench.Task.CapabilitiesOf(ShellBench.Spec("{execute: x, rollback: y, probe: {run: z}, status: null}")));
        Assert.Equal(
            TaskCapabilities.Uninstall | TaskCapabilities.Status,
            _bench.Task.CapabilitiesOf(ShellBench.Spec("{execute: x, uninstall: y, status: z}")));
    }

    [Fact]
    public async Task The_input_is_a_private_file_that_is_gone_when_the_attempt_settled()
    {
        var outputs = await _bench.OutputsAsync("""
            run: |
              cp "$TASKRUNNER_INPUT" input.json
              echo path=$TASKRUNNER_INPUT >> $TASKRUNNER_OUTPUT
              echo file=$(stat -c %a "$TASKRUNNER_INPUT") >> $TASKRUNNER_OUTPUT
              echo folder=$(stat -c %a "$(dirname "$TASKRUNNER_INPUT")") >> $TASKRUNNER_OUTPUT
            """);
        Assert.Equal(("600", "700"), (Text(outputs, "file"), Text(outputs, "folder")));
        Assert.False(Directory.Exists(Path.GetDirectoryName(Text(outputs, "path"))));
        var input = JsonReader.ReadTrusted(File.ReadAllBytes(Path.Combine(_bench.Work, "input.json")));
        Assert.Equal("""{"config":{"domain":"shop.example"}}""", input.ToString());
    }

    [Fact]
    public async Task The_input_is_gone_after_a_failure_too()
    {
        await _bench.FailureAsync("run: exit 1");
        await _bench.FailureAsync("{run: x, shell: nosuchshell}");
        Assert.Equal(["execute.err.log", "execute.out.log"], Directory.GetFileSystemEntries(_bench.Logs).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists($"/dev/shm/taskrunner-{Libc.UserId()}/{AttemptMark.Of(_bench.AttemptId, "")}.execute"));
    }

    [Fact]
    public async Task The_input_of_a_runner_that_died_goes_with_its_strays()
    {
        var folder = AttemptMemory.Make(AttemptMark.Of(_bench.AttemptId, ""), "execute")!;
        await File.WriteAllTextAsync(Path.Combine(folder, "input.json"), "{}", TestContext.Current.CancellationToken);
        var other = AttemptMemory.Make(AttemptMark.Of(_bench.AttemptId + "0", ""), "execute")!;
        using var launcher = new LocalLauncher(MessageCatalogue.English, TimeProvider.System);
        await launcher.EndStraysAsync(_bench.AttemptId, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder));
        Assert.True(Directory.Exists(other));
        Directory.Delete(other);
    }

    [Fact]
    public async Task Without_room_in_memory_the_input_lies_beside_the_logs()
    {
        var context = _bench.Context(ShellBench.Spec("run: 'stat -c %a $TASKRUNNER_INPUT $(dirname $TASKRUNNER_INPUT)'")) with { AttemptId = "no/folder/can/have/this/name" };
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.Task.ExecuteAsync(context));
        Assert.Equal("600\n700\n", _bench.Log("execute.out.log"));
        Assert.Empty(Directory.GetDirectories(_bench.Logs));
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("uninstall")]
    public async Task Undoing_gets_the_recorded_outputs_and_its_own_logs(string verb)
    {
        var spec = ShellBench.Spec($"{{run: x, {verb}: {{run: 'cp $TASKRUNNER_OUTPUTS outputs.json; echo undone; echo x=1 > $TASKRUNNER_OUTPUT'}}}}");
        var context = _bench.Context(spec) with { RecordedOutputs = MapValue.Of(("port", Value.From(8085))) };
        var outcome = verb == "rollback" ? await _bench.Task.RollbackAsync(context) : await _bench.Task.UninstallAsync(context);
        Assert.Equal(MapValue.Empty, Assert.IsType<TaskOutcome.Succeeded>(outcome).Outputs);
        Assert.Equal("""{"port":8085}""", JsonReader.ReadTrusted(File.ReadAllBytes(Path.Combine(_bench.Work, "outputs.json"))).ToString());
        Assert.Equal("undone\n", _bench.Log($"{verb}.out.log"));
        Assert.Empty(_bench.Log($"{verb}.err.log"));
    }

    [Fact]
    public async Task A_failed_rollback_is_a_failure()
    {
        var outcome = await _bench.Task.RollbackAsync(_bench.Context(ShellBench.Spec("{run: x, rollback: {run: 'echo no >&2; exit 9'}}")));
        Assert.Equal(new TaskFailure("exit", 9, "rollback ended with exit code 9: no"), ShellBench.InEnglish(Assert.IsType<TaskOutcome.Failed>(outcome).Failure));
    }

    [Fact]
    public async Task A_verb_the_spec_does_not_have_fails_the_launch()
    {
        var outcome = await _bench.Task.RollbackAsync(_bench.Context(ShellBench.Spec("run: x")));
        Assert.Equal("launch", Assert.IsType<TaskOutcome.Failed>(outcome).Failure.Reason);
    }

    [Fact]
    public async Task A_probe_that_ends_with_0_says_done_with_outputs() =>
        Assert.Equal(
            """{"host":"db"}""",
            Assert.IsType<ProbeOutcome.Done>(await ProbeAsync("echo host=db > $TASKRUNNER_OUTPUT")).Outputs.ToString());

    [Fact]
    public async Task A_probe_that_ends_with_3_says_not_done() =>
        Assert.IsType<ProbeOutcome.NotDone>(await ProbeAsync("exit 3"));

    [Theory]
    [InlineData("echo who knows >&2; exit 1", "probe ended with exit code 1: who knows")]
    [InlineData("exit 2", "probe ended with exit code 2")]
    [InlineData("kill -KILL $$", "probe was ended by SIGKILL, which was not sent from here")]
    [InlineData("echo nonsense > $TASKRUNNER_OUTPUT", "line 1 of $TASKRUNNER_OUTPUT is neither key=value nor key<<END: nonsense")]
    public async Task Any_other_end_of_a_probe_cannot_tell(string script, string evidence) =>
        Assert.Equal(new ProbeOutcome.CannotTell(evidence), ShellBench.InEnglish(await ProbeAsync(script)));

    [Fact]
    public async Task A_probe_that_does_not_end_cannot_tell()
    {
        _bench.Limits = _bench.Limits with { Timeout = TimeSpan.FromMilliseconds(300) };
        Assert.Equal(new ProbeOutcome.CannotTell("probe took longer than 300ms and was ended"), ShellBench.InEnglish(await ProbeAsync("sleep 100")));
    }

    [Theory]
    [InlineData("echo ready", ServiceState.Ready)]
    [InlineData("echo looking; echo degraded", ServiceState.Degraded)]
    [InlineData("echo unavailable", ServiceState.Unavailable)]
    [InlineData("echo missing", ServiceState.Missing)]
    [InlineData("echo updating", ServiceState.Updating)]
    [InlineData("echo unknown", ServiceState.Unknown)]
    [InlineData("echo fine", ServiceState.Unknown)]
    [InlineData("echo ready; exit 1", ServiceState.Unknown)]
    [InlineData("true", ServiceState.Unknown)]
    [InlineData("[ -s $TASKRUNNER_OUTPUTS ] && echo ready", ServiceState.Ready)]
    public async Task Status_prints_a_state_of_the_register(string script, ServiceState state)
    {
        var context = _bench.Context(ShellBench.Spec("run: x").With("status", MapValue.Of(("run", Value.From(script)))));
        Assert.Equal(state, await _bench.Task.StatusAsync(context));
    }

    private static string Text(MapValue map, string key) => ((StringValue)map[key]!).Text;

    private async Task<ProbeOutcome> ProbeAsync(string script) =>
        await _bench.Task.ProbeAsync(_bench.Context(ShellBench.Spec("run: x").With("probe", MapValue.Of(("run", Value.From(script))))));
}

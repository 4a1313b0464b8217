using TaskRunner.Model;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Shell;

/// <summary>The sentences of the semantics on how TERM, KILL, timeouts and signals become outcomes.</summary>
public sealed class VerdictTests : IDisposable
{
    private const string Deaf = "run: \"trap '' TERM; touch up; while :; do sleep 0.1; done\"";
    private const string Obedient = "run: \"touch up; sleep 100\"";

    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_exit_code_is_told_with_the_last_line_of_stderr()
    {
        _bench.Script("scripts/x.sh", "echo out; echo first >&2; printf '\\033[31mconnection \\tre\\001fused\\033[0m\\n\\n' >&2; exit 12");
        Assert.Equal(
            new TaskFailure("exit", 12, "scripts/x.sh ended with exit code 12: connection  refused"),
            await _bench.FailureAsync("execute: scripts/x.sh"));
    }

    [Fact]
    public async Task A_silent_stderr_gives_the_word_to_stdout() =>
        Assert.Equal("execute ended with exit code 1: last", (await _bench.FailureAsync("run: \"echo last; exit 1\"")).Message);

    [Fact]
    public async Task A_last_line_without_end_is_cut() =>
        Assert.InRange((await _bench.FailureAsync("run: \"head -c 5000 /dev/zero | tr '\\\\0' x >&2; exit 1\"")).Message.ToString().Length, 300, 400);

    [Theory]
    [InlineData("KILL", "SIGKILL")]
    [InlineData("SEGV", "SIGSEGV")]
    [InlineData("TERM", "SIGTERM")]
    [InlineData("USR1", "10")]
    public async Task A_foreign_signal_is_a_definite_failure(string signal, string shown) =>
        Assert.Equal(
            new TaskFailure("signal", null, $"execute was ended by {shown}, which was not sent from here"),
            await _bench.FailureAsync($"run: kill -{signal} $$"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_timeout_that_was_obeyed_is_a_definite_failure(bool idempotent)
    {
        Limit(idempotent);
        Assert.Equal(new TaskFailure("timeout", null, "execute took longer than 2s and was ended"), await _bench.FailureAsync(Obedient));
    }

    [Fact]
    public async Task A_timeout_that_took_KILL_is_a_failure_where_it_may_be_repeated()
    {
        Limit(idempotent: true);
        Assert.Equal(
            new TaskFailure("timeout", null, "execute took longer than 2s, did not end within 300ms when asked, and was killed"),
            await _bench.FailureAsync(Deaf));
    }

    [Fact]
    public async Task A_timeout_that_took_KILL_is_unknown_otherwise()
    {
        Limit(idempotent: false);
        Assert.Equal(
            new TaskOutcome.Unknown("execute took longer than 2s, did not end within 300ms when asked, and was killed"),
            ShellBench.InEnglish(await _bench.ExecuteAsync(Deaf)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_that_was_obeyed_is_cancelled(bool idempotent)
    {
        _bench.Limits = _bench.Limits with { IsIdempotent = idempotent };
        Assert.IsType<TaskOutcome.Cancelled>(await StoppedAsync(Obedient, kill: false));
    }

    [Fact]
    public async Task A_stop_that_took_KILL_is_cancelled_where_it_may_be_repeated()
    {
        _bench.Limits = _bench.Limits with { IsIdempotent = true };
        Assert.IsType<TaskOutcome.Cancelled>(await StoppedAsync(Deaf, kill: true));
    }

    [Fact]
    public async Task A_stop_that_took_KILL_is_unknown_otherwise() =>
        Assert.Equal(
            new TaskOutcome.Unknown("execute was killed while stopping; nobody knows how far it got"),
            ShellBench.InEnglish(await StoppedAsync(Deaf, kill: true)));

    [Fact]
    public async Task A_rollback_that_took_KILL_is_a_failure_because_rollbacks_are_safe_to_repeat()
    {
        Limit(idempotent: false);
        var outcome = await _bench.Task.RollbackAsync(_bench.Context(ShellBench.Spec(Deaf.Replace("run:", "rollback: {run:", StringComparison.Ordinal) + "}")));
        Assert.Equal("timeout", Assert.IsType<TaskOutcome.Failed>(outcome).Failure.Reason);
    }

    [Theory]
    [InlineData(LeftoversRule.Kill, null, "execute left processes behind, which were ended: ")]
    [InlineData(LeftoversRule.Keep, null, "execute left processes running: ")]
    [InlineData(LeftoversRule.Fail, "leftovers", "execute left processes behind, which were ended: ")]
    public async Task Leftovers_are_noted_in_the_log_and_fail_the_task_only_where_the_policy_says_so(LeftoversRule rule, string? reason, string note)
    {
        _bench.Limits = _bench.Limits with { Leftovers = rule };
        var outcome = await _bench.ExecuteAsync("run: \"sleep 1000 & echo a=1 > $TASKRUNNER_OUTPUT\"");
        Assert.Equal(reason, (outcome as TaskOutcome.Failed)?.Failure.Reason);
        Assert.Equal(reason is null, outcome is TaskOutcome.Succeeded);
        Assert.StartsWith(note, _bench.Log("notes.log"), StringComparison.Ordinal);
    }

    private void Limit(bool idempotent) => _bench.Limits = _bench.Limits with
    {
        Timeout = TimeSpan.FromSeconds(2),
        Grace = TimeSpan.FromMilliseconds(300),
        IsIdempotent = idempotent,
    };

    private async Task<TaskOutcome> StoppedAsync(string yaml, bool kill)
    {
        var run = _bench.ExecuteAsync(yaml);
        await _bench.WhenWrittenAsync("up");
        _bench.Ask();
        if (kill)
        {
            await Task.Delay(100);
            _bench.Kill();
        }

        return await run.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

using System.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

/// <summary>What a process with secrets prints is masked before it reaches the disk.</summary>
[Collection(Alone.Name)]
public sealed class MaskedOutputTests : IDisposable
{
    private const string Secret = "correct-horse-battery";

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    private ProcessSpec Sh(string script) => _bench.Sh(script) with { Secrets = new SecretTexts([Secret]) };

    [Fact]
    public async Task Both_streams_are_masked_and_everything_else_comes_as_it_was()
    {
        var outcome = await _bench.RunAsync(Sh($"echo one {Secret} two; printf '%s' '{Secret}' >&2; printf '\\001\\377'"));
        Assert.Equal(0, Assert.IsType<ProcessOutcome.Exited>(outcome).Code);
        Assert.Equal([.. "one *** two\n"u8, 1, 255], await File.ReadAllBytesAsync(_bench.PathOf("out.log"), TestContext.Current.CancellationToken));
        Assert.Equal("***", _bench.Stderr);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.PathOf("out.log")));
    }

    [Fact]
    public async Task A_secret_written_byte_by_byte_with_pauses_is_masked_all_but_a_beginning_too_short_to_matter()
    {
        var letters = string.Join(' ', Secret.Select(c => $"'{c}'"));
        await _bench.RunAsync(Sh($"for c in {letters}; do printf %s \"$c\"; done; echo; sleep 0.4; for c in {letters}; do printf %s \"$c\"; sleep 0.03; done"));
        Assert.DoesNotContain("horse", _bench.Stdout);
        Assert.StartsWith("***\n", _bench.Stdout);
        Assert.True(_bench.Stdout.Length <= "***\ncor***".Length, _bench.Stdout);
    }

    [Fact]
    public async Task What_a_process_makes_itself_is_masked_from_the_moment_it_is_in_its_result()
    {
        var process = Making("echo token=made-by-myself-77 >> result; echo made made-by-myself-77; printf made-by-myself-77 | base64 >&2; echo up > up; while [ ! -e go ]; do sleep 0.01; done");
        var running = _bench.RunAsync(process);
        await _bench.WhenWrittenAsync("up");
        Assert.Equal("made ***", await _bench.WhenWrittenAsync("out.log"));
        await File.WriteAllTextAsync(_bench.PathOf("go"), "", TestContext.Current.CancellationToken);
        await running;
        Assert.Equal("made ***\n", _bench.Stdout);
        Assert.StartsWith("***", _bench.Stderr, StringComparison.Ordinal); // its base64 ends in what is not the secret's alone
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("exit 3")]
    [InlineData("kill -9 $$")]
    public async Task What_it_printed_before_is_masked_when_it_has_ended_however_that_was(string end)
    {
        await _bench.RunAsync(Making($$"""echo 'made made-by-myself-77, plain-value-1' >&2; printf '%s' '{"token": {"a": ["made-by-myself-77"]}, "plain": "plain-value-1"}' > result; {{end}}"""));
        Assert.Equal("made ***, plain-value-1\n", _bench.Stderr);
    }

    [Fact]
    public async Task A_result_that_is_not_whole_yet_is_read_again_when_it_is()
    {
        await _bench.RunAsync(Making("""printf 'token<<END\nmade-by-' > result; echo one made-by-myself-77; printf 'myself-77\nEND\n' >> result; echo two made-by-myself-77"""));
        Assert.Equal("one ***\ntwo ***\n", _bench.Stdout);
    }

    private ProcessSpec Making(string script) => _bench.Sh(script) with { ResultPath = _bench.PathOf("result"), HasSecretResult = true, SecretResults = ["token"] };

    [Fact]
    public async Task A_line_is_in_the_log_while_the_process_still_runs()
    {
        var running = _bench.RunAsync(Sh("echo here; echo cor >&2; while [ ! -e go ]; do sleep 0.01; done"));
        Assert.Equal("here", await _bench.WhenWrittenAsync("out.log"));
        Assert.Equal("cor", await _bench.WhenWrittenAsync("err.log"));
        await File.WriteAllTextAsync(_bench.PathOf("go"), "", TestContext.Current.CancellationToken);
        Assert.IsType<ProcessOutcome.Exited>(await running);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_pipe_delays_nothing()
    {
        var time = Stopwatch.StartNew();
        var outcome = await _bench.RunAsync(Sh("sleep 600 & echo $! > pid; echo done") with { Leftovers = LeftoversRule.Kill });
        Assert.IsType<ProcessOutcome.Exited>(outcome);
        Assert.Equal("done\n", _bench.Stdout);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"{time.Elapsed}");
    }

    [Fact]
    public async Task A_process_that_is_kept_goes_on_writing_and_is_masked_for_as_long_as_we_live()
    {
        var spec = Sh($"(trap '' TERM; while [ ! -e go ]; do sleep 0.01; done; echo late {Secret}; echo x > ended) & echo started") with
        {
            Leftovers = LeftoversRule.Keep,
        };
        var outcome = await _bench.RunAsync(spec);
        Assert.NotEmpty(outcome.Leftovers);
        Assert.Equal("started\n", _bench.Stdout);
        await File.WriteAllTextAsync(_bench.PathOf("go"), "", TestContext.Current.CancellationToken);
        await _bench.WhenWrittenAsync("ended");
        for (var i = 0; i < 3000 && _bench.Stdout != "started\nlate ***\n"; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal("started\nlate ***\n", _bench.Stdout);
    }

    [Fact]
    public async Task A_log_beyond_its_limit_keeps_its_two_ends_masked()
    {
        var spec = Sh($"echo first {Secret}; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last {Secret}") with { LogLimit = 1 << 20 };
        await _bench.RunAsync(spec);
        Assert.True(_bench.Stdout.Length < 1_100_000, $"{_bench.Stdout.Length}");
        Assert.StartsWith("first ***\n", _bench.Stdout);
        Assert.EndsWith("\nlast ***\n", _bench.Stdout);
    }

    [Fact]
    public async Task Why_a_process_cannot_start_is_said_without_its_secret()
    {
        var outcome = await _bench.RunAsync(Sh("true") with { FileName = $"/no/such/{Secret}" });
        Assert.DoesNotContain(Secret, Assert.IsType<ProcessOutcome.NotStarted>(outcome).Reason.ToString());
        outcome = await _bench.RunAsync(Sh("true") with { StdoutPath = _bench.PathOf("no/such/folder/out.log") });
        Assert.Contains("no/such/folder", Assert.IsType<ProcessOutcome.NotStarted>(outcome).Reason.ToString());
    }

    [Fact]
    public async Task Many_processes_with_secrets_leave_no_descriptor_open()
    {
        await _bench.RunAsync(Sh("echo warm"));
        var before = Directory.GetFiles("/proc/self/fd").Length;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _bench.RunAsync(Sh($"echo {Secret} {i}") with { StdoutPath = _bench.PathOf($"{i}.log") })));
        for (var i = 0; i < 1000 && Directory.GetFiles("/proc/self/fd").Length > before + 5; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.True(Directory.GetFiles("/proc/self/fd").Length <= before + 5, "descriptors are left open");
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal($"*** {i}\n", File.ReadAllText(_bench.PathOf($"{i}.log"))));
    }

    [Fact]
    public async Task A_large_log_flows_in_flat_memory()
    {
        var before = GC.GetTotalAllocatedBytes();
        await _bench.RunAsync(Sh("yes 'a line of a log as programs write them, with 42 numbers in it' | head -c 268435456") with { LogLimit = 1 << 20 });
        var allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.True(allocated < 64 << 20, $"{allocated >> 20} MiB allocated for 256 MiB of log");
    }
}

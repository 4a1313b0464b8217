using System.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class LaunchTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public async Task The_exit_code_is_told(int code) =>
        Assert.Equal(new ProcessOutcome.Exited(code), await _bench.ShAsync($"exit {code}"));

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("SEGV", 11)]
    [InlineData("TERM", 15)]
    public async Task A_signal_that_is_not_ours_is_told(string name, int number) =>
        Assert.Equal(new ProcessOutcome.Signalled(number), await _bench.ShAsync($"kill -{name} $$"));

    [Fact]
    public async Task Bytes_go_to_the_files_as_they_are()
    {
        await _bench.ShAsync(@"printf 'a\0b\377\n'; printf 'err' >&2");
        Assert.Equal([0x61, 0, 0x62, 0xff, 0x0a], await File.ReadAllBytesAsync(_bench.PathOf("out.log"), TestContext.Current.CancellationToken));
        Assert.Equal("err", _bench.Stderr);
    }

    [Fact]
    public async Task Both_streams_can_go_to_one_file_in_the_order_they_came()
    {
        await _bench.RunAsync(_bench.Sh("echo 1; echo 2 >&2; echo 3") with { StderrPath = _bench.PathOf("out.log") });
        Assert.Equal("1\n2\n3\n", _bench.Stdout);
    }

    [Fact]
    public async Task Log_files_are_for_the_owner_only()
    {
        await _bench.ShAsync("echo x");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.PathOf("out.log")));
    }

    [Fact]
    public async Task The_environment_is_exactly_what_was_given()
    {
        Environment.SetEnvironmentVariable("TASKRUNNER_TEST_LEAK", "leaked");
        var process = _bench.Sh("") with
        {
            FileName = "/usr/bin/env",
            Arguments = [],
            Environment = new Dictionary<string, string> { ["A"] = "1", ["EMPTY"] = "", ["TEXT"] = "a b\nc=d 中" },
        };
        await _bench.RunAsync(process);
        Assert.Equal("A=1\nEMPTY=\nTEXT=a b\nc=d 中\n", _bench.Stdout);
    }

    [Fact]
    public async Task Arguments_arrive_unchanged()
    {
        await _bench.RunAsync(_bench.Sh("") with { Arguments = ["-c", "printf '<%s>' \"$@\"", "sh", "", "a b", "*", "$(id)", "中"] });
        Assert.Equal("<><a b><*><$(id)><中>", _bench.Stdout);
    }

    [Fact]
    public async Task Stdin_is_empty()
    {
        Assert.Equal(new ProcessOutcome.Exited(0), await _bench.ShAsync("cat; readlink /proc/self/fd/0"));
        Assert.Equal("/dev/null\n", _bench.Stdout);
    }

    [Fact]
    public async Task No_descriptor_of_ours_is_inherited()
    {
        using var ours = File.OpenHandle("/proc/self/status");
        await _bench.ShAsync("ls /proc/$$/fd");
        Assert.All(_bench.Stdout.Split(), fd => Assert.True(fd is "0" or "1" or "2" or "10" or "", $"fd {fd}")); // 10 is dash's own
    }

    [Fact]
    public async Task Signals_are_as_a_program_expects_them()
    {
        await _bench.ShAsync("grep -E 'SigBlk|SigIgn' /proc/self/status");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", _bench.Stdout);
    }

    [Fact]
    public async Task A_child_leads_a_session_of_its_own()
    {
        await _bench.ShAsync("echo $$; cut -d' ' -f6 /proc/$$/stat");
        var lines = _bench.Stdout.Split('\n');
        Assert.Equal(lines[0], lines[1]);
    }

    [Fact]
    public async Task The_working_directory_is_the_one_asked_for()
    {
        await _bench.ShAsync("pwd");
        Assert.Equal(_bench.Folder + "\n", _bench.Stdout);
    }

    [Fact]
    public async Task A_name_is_looked_up_in_the_path_of_the_child()
    {
        var tool = _bench.PathOf("mytool");
        await File.WriteAllTextAsync(tool, "#!/bin/sh\necho found\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(tool, (UnixFileMode)0b111_101_101);
        var process = _bench.Sh("") with { FileName = "mytool", Arguments = [], Environment = new Dictionary<string, string> { ["PATH"] = $"/bin:{_bench.Folder}" } };
        Assert.Equal(new ProcessOutcome.Exited(0), await _bench.RunAsync(process));
        Assert.Equal("found\n", _bench.Stdout);
    }

    [Fact]
    public async Task What_cannot_start_says_why()
    {
        var sh = _bench.Sh("true");
        await File.WriteAllTextAsync(_bench.PathOf("text"), "no program", TestContext.Current.CancellationToken);
        Assert.Contains("no executable “nothere” in PATH", await ReasonAsync(sh with { FileName = "nothere" }), StringComparison.Ordinal);
        Assert.Contains("/no/such/program", await ReasonAsync(sh with { FileName = "/no/such/program" }), StringComparison.Ordinal);
        Assert.Contains("may not be executed", await ReasonAsync(sh with { FileName = _bench.PathOf("text") }), StringComparison.Ordinal);
        Assert.Contains("no folder /no/such", await ReasonAsync(sh with { WorkingDirectory = "/no/such" }), StringComparison.Ordinal);
        Assert.Contains("no folder /no/logs", await ReasonAsync(sh with { StdoutPath = "/no/logs/a" }), StringComparison.Ordinal);
        Assert.Contains("NUL", await ReasonAsync(sh with { Arguments = ["a\0b"] }), StringComparison.Ordinal);
        Assert.Contains("variable X", await ReasonAsync(sh with { Environment = new Dictionary<string, string> { ["PATH"] = "/bin", ["X"] = "\0" } }), StringComparison.Ordinal);
        Assert.Contains("error 7 ", await ReasonAsync(sh with { Arguments = [new string('x', 1 << 20)] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_processes_run_at_once()
    {
        var watch = Stopwatch.StartNew();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _bench.RunAsync(_bench.Sh($"sleep 1; echo {i}; exit {i}") with
        {
            StdoutPath = _bench.PathOf($"out.{i}"),
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [ProcessSpec.AttemptVariable] = $"{_bench.AttemptId}-{i}" },
        })));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (ProcessOutcome)new ProcessOutcome.Exited(i)), outcomes);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal($"{i}\n", File.ReadAllText(_bench.PathOf($"out.{i}"))));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    private async Task<string> ReasonAsync(ProcessSpec process) => Assert.IsType<ProcessOutcome.NotStarted>(await _bench.RunAsync(process)).Reason.ToString();
}

using System.Text;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Shell;

public sealed class InterpreterTests : IDisposable
{
    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("#!/bin/bash\necho ${BASH_VERSION:+bash} > who", "bash")]
    [InlineData("#! /bin/bash -e \nfalse || true\necho $- > who", "ehB")]
    [InlineData("#!/usr/bin/env bash\necho ${BASH_VERSION:+bash} > who", "bash")]
    [InlineData("#!/usr/bin/env -S bash -u\necho $- > who", "huB")]
    [InlineData("#!bash\necho ${BASH_VERSION:+bash} > who", "bash")]
    [InlineData("#!/usr/bin/perl\nopen(F, '>', 'who'); print F 'perl';", "perl")]
    [InlineData("#!/bin/sh\necho ${BASH_VERSION:-plain} > who", "plain")]
    [InlineData("#!\necho ${BASH_VERSION:-plain} > who", "plain")]
    [InlineData("echo ${BASH_VERSION:-plain} > who", "plain")]
    public async Task A_file_is_run_by_what_its_first_line_names_else_by_sh(string script, string who)
    {
        _bench.Script("scripts/x", script);
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.ExecuteAsync("execute: scripts/x"));
        Assert.Equal(who, _bench.WorkFile("who").Trim());
    }

    [Theory]
    [InlineData("shell: bash")]
    [InlineData("shell: bash -u")]
    [InlineData("shell: [bash, -u]")]
    [InlineData("shell: /bin/bash")]
    public async Task Shell_wins_over_the_first_line(string shell)
    {
        _bench.Script("scripts/x.sh", "#!/no/such/interpreter\necho ${BASH_VERSION:+bash} > who");
        await _bench.ExecuteAsync($"execute: scripts/x.sh\n{shell}");
        Assert.Equal("bash\n", _bench.WorkFile("who"));
    }

    [Fact]
    public async Task Inline_text_stops_at_the_first_error()
    {
        var failure = await _bench.FailureAsync("run: \"false\\ntouch went-on\"");
        Assert.Equal(1, failure.ExitCode);
        Assert.False(File.Exists(Path.Combine(_bench.Work, "went-on")));
    }

    [Fact]
    public async Task Inline_text_may_name_its_interpreter_too()
    {
        await _bench.ExecuteAsync("execute: {run: \"#!/usr/bin/perl\\nopen(F, '>', 'who'); print F 'perl';\"}");
        Assert.Equal("perl", _bench.WorkFile("who"));
    }

    [Fact]
    public async Task A_script_needs_no_executable_bit_and_may_lie_deep_and_be_called_anything()
    {
        _bench.Script("a b/-e", "echo \"$*\" > args");
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.ExecuteAsync("{execute: a b/-e, args: [1, x, true, {a: [1]}]}"));
        Assert.Equal("1 x true {\"a\":[1]}\n", _bench.WorkFile("args"));
    }

    [Fact]
    public async Task A_missing_interpreter_fails_the_launch_with_its_name()
    {
        _bench.Script("scripts/x", "#!/no/such/interpreter\n");
        var failure = await _bench.FailureAsync("execute: scripts/x");
        Assert.Equal(("launch", null, "there is no program /no/such/interpreter"), (failure.Reason, failure.ExitCode, failure.Message));
        failure = await _bench.FailureAsync("{run: x, shell: nosuchshell}");
        Assert.StartsWith("there is no executable “nosuchshell” in PATH (", failure.Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_is_gone_fails_the_launch()
    {
        var failure = await _bench.FailureAsync("execute: scripts/gone.sh");
        Assert.Equal("launch", failure.Reason);
        Assert.Contains("scripts/gone.sh cannot be read", failure.Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_may_not_be_read_fails_the_launch()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything: run the tests as another user");
        File.SetUnixFileMode(_bench.Script("scripts/x.sh", "true"), UnixFileMode.None);
        Assert.Equal("launch", (await _bench.FailureAsync("execute: scripts/x.sh")).Reason);
    }

    [Theory]
    [InlineData("../work/x.sh")]
    [InlineData("/etc/profile")]
    [InlineData("scripts/link.sh")]
    public async Task A_script_outside_the_package_is_not_run(string path)
    {
        File.WriteAllText(Path.Combine(_bench.Work, "x.sh"), "touch ran");
        File.CreateSymbolicLink(Path.Combine(_bench.Package, "scripts/link.sh"), Path.Combine(_bench.Work, "x.sh"));
        var failure = await _bench.FailureAsync($"execute: {path}");
        Assert.Equal(("launch", $"“{path}” is not a path inside the package"), (failure.Reason, failure.Message));
    }

    [Fact]
    public async Task A_null_argument_fails_the_launch() =>
        Assert.Equal("item 1 of args is null", (await _bench.FailureAsync("{run: x, args: [a, null]}")).Message);

    [Fact]
    public async Task A_script_with_a_payload_behind_its_text_runs()
    {
        var installer = "#!/bin/sh\ntail -c 4 \"$TASKRUNNER_PACKAGE/setup.run\" > payload\nexit 0\n" + new string('#', 600) + "\n";
        File.WriteAllBytes(Path.Combine(_bench.Package, "setup.run"), [.. Encoding.ASCII.GetBytes(installer), 0, 1, 2, 3, 255]);
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.ExecuteAsync("execute: setup.run"));
        Assert.Equal([1, 2, 3, 255], File.ReadAllBytes(Path.Combine(_bench.Work, "payload")));
    }
}

using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Shell;

public sealed class CheckTests : IDisposable
{
    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_sound_spec_names_its_files()
    {
        _bench.Script("scripts/do.sh", "#!/bin/sh\necho ok\n");
        _bench.Script("scripts/undo.sh", "true");
        var check = new TaskCheck("t", ShellBench.Spec("{execute: scripts/do.sh, rollback: scripts/undo.sh, probe: {run: exit 3}, env: {A: 1}}"), _bench.Package);
        var problems = new DiagnosticBag();
        _bench.Task.Check(check, problems);
        Assert.Empty(problems.Items);
        Assert.Equal(["scripts/do.sh", "scripts/undo.sh"], check.NamedFiles);
    }

    [Theory]
    [InlineData("{args: [a]}", "taskrunner.yaml:1:1: TR9021")]
    [InlineData("{execute: scripts/do.sh, run: x}", "taskrunner.yaml:1:26: TR9023")]
    [InlineData("{execute: scripts/du.sh}", "taskrunner.yaml:1:11: TR9028; did you mean “scripts/do.sh”?")]
    [InlineData("{execute: scripts}", "taskrunner.yaml:1:11: TR9028")]
    [InlineData("{execute: ../do.sh}", "taskrunner.yaml:1:11: TR9022")]
    [InlineData("{execute: /bin/true}", "taskrunner.yaml:1:11: TR9022")]
    [InlineData("{execute: 'scripts\\do.sh'}", "taskrunner.yaml:1:11: TR9022")]
    [InlineData("{execute: ./scripts/do.sh}", "taskrunner.yaml:1:11: TR9022")]
    [InlineData("{execute: 'scripts/${{ config.x }}.sh'}", "taskrunner.yaml:1:20: TR9026")]
    [InlineData("run: |\n  echo 1\n  echo ${{ config.x }}\n", "taskrunner.yaml:3:8: TR9030")]
    [InlineData("{run: x, probe: {run: \"中 ${{ a }}\"}}", "taskrunner.yaml:1:26: TR9030")]
    [InlineData("{run: x, env: {TASKRUNNER_RUN: 1}}", "taskrunner.yaml:1:16: TR9024")]
    [InlineData("{run: x, env: {'A=B': 1}}", "taskrunner.yaml:1:16: TR9025")]
    [InlineData("{run: x, inheritEnv: [TASKRUNNER_KEY]}", "taskrunner.yaml:1:23: TR9024")]
    [InlineData("{execute: scripts/link.sh}", "taskrunner.yaml:1:11: TR9027")]
    [InlineData("{execute: scripts/template.py}", "PACKAGE/scripts/template.py:2:8: TR9030")]
    [InlineData("{execute: scripts/dos.sh}", "taskrunner.yaml:1:11: TR9031")]
    [InlineData("{execute: scripts/latin1.sh}", "taskrunner.yaml:1:11: TR9032")]
    [InlineData("{execute: scripts/program}", "taskrunner.yaml:1:11: TR9029")]
    public void A_wrong_spec_is_told_with_its_place(string yaml, string expected)
    {
        _bench.Script("scripts/do.sh", "true");
        _bench.Script("scripts/template.py", "#!/usr/bin/python3\nprint('${{ config.x }}')\n");
        _bench.Script("scripts/dos.sh", "#!/bin/sh\r\necho x\r\n");
        File.WriteAllBytes(Path.Combine(_bench.Package, "scripts/latin1.sh"), [.. "echo '"u8, 0xe9, .. "'"u8]);
        File.WriteAllBytes(Path.Combine(_bench.Package, "scripts/program"), [0x7f, .. "ELF"u8, 2, 1, 1, 0, 0, 0]);
        File.CreateSymbolicLink(Path.Combine(_bench.Package, "scripts/link.sh"), "do.sh");
        Assert.Equal([expected], Problems(yaml));
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(3, Problems("{execute: a.sh, rollback: ../b.sh, probe: {run: '${{ x }}'}}").Count);

    [Fact]
    public void A_script_that_may_not_be_read_is_told()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything: run the tests as another user");
        File.SetUnixFileMode(_bench.Script("scripts/x.sh", "true"), UnixFileMode.None);
        Assert.Equal(["taskrunner.yaml:1:11: TR9010"], Problems("{execute: scripts/x.sh}"));
    }

    [Fact]
    public void Every_message_is_filled()
    {
        _bench.Script("scripts/template.py", "${{ x }}");
        var problems = new DiagnosticBag();
        _bench.Task.Check(new TaskCheck("t", ShellBench.Spec("{execute: nothere.sh, run: x, rollback: scripts/template.py, env: {TASKRUNNER_X: 1}}"), _bench.Package), problems);
        var text = DiagnosticText.Render(problems.Items, MessageCatalogue.English);
        Assert.Contains("scripts/template.py:1:1: error TR9030: a script gets data, never text: no template here", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", text, StringComparison.Ordinal);
    }

    private List<string> Problems(string yaml)
    {
        var problems = new DiagnosticBag();
        _bench.Task.Check(new TaskCheck("t", ShellBench.Spec(yaml), _bench.Package), problems);
        return [.. problems.Items.Select(p => new StringBuilder($"{p.Span}: {p.Code}")
            .Append(p.DidYouMean is { } name ? $"; did you mean “{name}”?" : "")
            .Replace(_bench.Package, "PACKAGE").ToString())];
    }
}

using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The package author's crash test: it finds what is wrong with a package, finds nothing where nothing is, and leaves nothing behind.</summary>
public sealed class DrillTests : IDisposable
{
    private readonly Taskrunner _tool = new();

    private string Sandbox => Path.Combine(_tool.Folder, "sandbox");

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task What_a_package_promises_and_does_not_keep_is_told_with_evidence(string language)
    {
        using var transcript = new Transcript();
        transcript.Tool.Variables["TASKRUNNER_LANG"] = language;
        await transcript.RunAsync("drill liar --sandbox DIR/sandbox", 2);
        await transcript.RunAsync($"drill liar -y --sandbox DIR/sandbox{(language == "en" ? "" : " --points 6")}", 1);
        await transcript.RunAsync("drill liar -y --sandbox DIR/liar", 6);
        await transcript.RunAsync("drill liar -y --points none", 2);
        await transcript.RunAsync("drill web-1 -y", 3);
        transcript.Match($"drill.{language}");
    }

    [Fact]
    public async Task A_package_that_keeps_its_promises_is_clean_and_what_it_made_is_gone()
    {
        var report = await DrillAsync(0, "web-1", "-y", "--sandbox", Sandbox, "--set", $"config.folder={Sandbox}/home");
        Assert.True((bool)report["clean"]!);
        Assert.Empty(report["asks"]!.AsArray());
        Assert.Equal(0, (int)report["crashes"]!["notReached"]!);
        Assert.Equal((int)report["commits"]!, (int)report["crashes"]!["before"]!);
        Assert.Equal((int)report["commits"]!, (int)report["crashes"]!["after"]!);
        Assert.Equal(4, (int)report["crashes"]!["lost"]!);
        Assert.False(Directory.Exists(Sandbox));
        Assert.False(Directory.Exists(_tool.Store), "the drill has a store of its own");
    }

    [Fact]
    public async Task A_rollback_that_does_not_bear_to_run_again_and_one_that_forgets_a_half_are_told_apart()
    {
        Package("""
              - {name: strict, type: shell, rollback: true, spec: {execute: {run: 'mkdir "$HOME/strict"'}, rollback: {run: 'rmdir "$HOME/strict"'}}}
              - name: half
                type: shell
                rollback: true
                needs: [strict]
                spec: {execute: {run: 'mkdir "$HOME/half" && touch "$HOME/half.lock"'}, rollback: {run: 'rm -f "$HOME/half.lock"'}}
            """);
        var report = await DrillAsync(1, "package", "-y");
        Assert.Equal((int)report["rollback"]!["commits"]!, (int)report["rollback"]!["crashes"]!["before"]!);
        Assert.Equal(0, (int)report["rollback"]!["crashes"]!["notReached"]!);
        var findings = report["findings"]!.AsArray().Select(f => $"{f!["task"]} {f["kind"]}").ToList();
        Assert.Contains("strict not-rolled-back", findings);
        Assert.Contains("half not-undone", findings);
        Assert.DoesNotContain("half not-rolled-back", findings);
        var strict = report["findings"]!.AsArray().Single(f => (string)f!["kind"]! == "not-rolled-back")!;
        Assert.All(strict["places"]!.AsArray(), p => Assert.Equal("rollback lost", $"{p!["in"]} {p["crash"]}"));
    }

    [Fact]
    public async Task An_upgrade_from_an_older_package_is_drilled_as_an_install_is()
    {
        var old = Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Packages", "web-1");
        var report = await DrillAsync(0, "web-2", "--from", old, "-y", "--points", "2", "--sandbox", Sandbox, "--set", $"config.folder={Sandbox}/home");
        Assert.Equal("upgrade", (string)report["operation"]!);
        Assert.True((bool)report["clean"]!);
        Assert.Equal(2, (int)report["crashes"]!["before"]! + (int)report["crashes"]!["after"]! + (int)report["crashes"]!["lost"]!);
    }

    [Fact]
    public async Task With_stubs_nothing_of_the_package_runs_and_outputs_are_made_up_by_their_schemas()
    {
        var trace = Path.Combine(_tool.Folder, "trace");
        Package($$$"""
              - name: first
                type: shell
                outputs: {port: {type: integer, minimum: 1024}, kind: {type: string, enum: [a, b]}, url: {type: string, format: uri}}
                spec: {execute: {run: 'echo ran >> {{{trace}}}'}}
              - {name: second, type: shell, idempotent: true, spec: {execute: {run: 'echo ran >> {{{trace}}}'}, env: {URL: "${{ tasks.first.outputs.url }}"} } }
            """);
        var report = await DrillAsync(0, "package", "--stub");
        Assert.True((bool)report["stub"]!);
        Assert.Equal("first", (string)report["asks"]![0]!["task"]!);
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task A_value_that_cannot_be_made_up_is_asked_for_by_an_example()
    {
        Package("""  - {name: first, type: shell, outputs: {code: {type: string, pattern: "^[A-Z]{3}-[0-9]+$"}}, spec: {execute: {run: "true"}}}""");
        Assert.Contains("TR8061", (await _tool.RunAsync("drill", "package", "--stub")).Expect(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_fails_by_itself_is_not_crashed_at_all()
    {
        Package("""  - {name: first, type: shell, idempotent: true, spec: {execute: {run: "echo no such host >&2; exit 3"}}}""");
        var report = await DrillAsync(1, "package", "-y");
        var finding = Assert.Single(report["findings"]!.AsArray())!;
        Assert.Equal("fails", (string)finding["kind"]!);
        Assert.Contains("no such host", (string)finding["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_end_otherwise_are_findings_where_they_are_asked_for()
    {
        Package("""  - {name: first, type: shell, idempotent: true, spec: {execute: {run: 'echo x >> "$HOME/log"'}}}""");
        Assert.Equal("home/log", (string)(await DrillAsync(0, "package", "-y"))["files"]![0]!["file"]!);
        var finding = Assert.Single((await DrillAsync(1, "package", "-y", "--files", "--points", "1"))["findings"]!.AsArray())!;
        Assert.Equal("file", (string)finding["kind"]!);
        Assert.Equal("none", (string)finding["places"]![0]!["crash"]!);
    }

    private async Task<JsonNode> DrillAsync(int code, string package, params string[] flags)
    {
        var path = Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Packages", package);
        var ran = await _tool.RunAsync(["drill", Directory.Exists(path) ? path : package, "-o", "json", .. flags]);
        return JsonNode.Parse(ran.Expect(code).Output)!;
    }

    private void Package(string tasks)
    {
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "package"));
        File.WriteAllText(Path.Combine(_tool.Folder, "package", "taskrunner.yaml"), $"""
            apiVersion: taskrunner/v1
            kind: Package
            name: drilled
            version: 1.0.0
            tasks:
            {tasks}
            """);
    }
}

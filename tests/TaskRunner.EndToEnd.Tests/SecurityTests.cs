using System.Security.Cryptography;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What docs/security.md promises of the program as a whole; the parts have tests of their own.</summary>
public sealed class SecurityTests : IDisposable
{
    private readonly Taskrunner _tool = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Marker => Path.Combine(_tool.Folder, "marker");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Looking_at_a_package_runs_nothing_of_it_and_makes_no_store()
    {
        var folder = Write($"touch '{Marker}'");
        var archive = Path.Combine(_tool.Folder, "hostile.tgz");
        (await _tool.RunAsync("package", "build", folder, "--out", archive)).Expect(0);
        foreach (var package in new[] { folder, archive })
        {
            foreach (var verb in new[] { "lint", "show", "graph", "config" })
            {
                (await _tool.RunAsync(verb, package)).Expect(0);
            }

            var answers = Path.Combine(_tool.Folder, "answers.yaml");
            await File.WriteAllTextAsync(answers, $"config: {{word: {{$exec: [touch, '{Marker}']}}}}\n", Cancel);
            (await _tool.RunAsync("plan", "one", package, "-f", answers)).Expect(0);
        }

        Assert.False(File.Exists(Marker), "something of the package, or a reference, was run");
        Assert.False(File.Exists(Path.Combine(_tool.Store, "store.db")), "looking made a store");
    }

    [Fact]
    public async Task Looking_leaves_every_file_as_it_was_and_makes_none()
    {
        var folder = Write("true");
        var archive = Path.Combine(_tool.Folder, "one.tgz");
        (await _tool.RunAsync("package", "build", folder, "--out", archive)).Expect(0);
        (await _tool.RunAsync("install", "one", folder, "--set", "config.word=known", "--progress", "none")).Expect(0);
        while (Directory.EnumerateFileSystemEntries(Path.Combine(_tool.Store, "runs")).Any())
        {
            await Task.Delay(20, Cancel); // the supervisor of the run that is over removes its own
        }

        _tool.Variables["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_tool.Folder, "tmp")).FullName;
        var before = Picture();
        string[][] looks =
        [
            ["list"], ["status", "one"], ["history", "one"], ["get", "one", "plan"], ["logs", "one"], ["service", "list"], ["doctor"],
            .. new[] { folder, archive }.SelectMany(p => new string[][]
            {
                ["lint", p], ["show", p], ["show", p, "schema"], ["graph", p], ["config", p], ["plan", "one", p], ["plan", "two", p, "--set", "config.word=new"],
                ["upgrade", "one", p, "--dry-run"],
            }),
        ];
        foreach (var look in looks)
        {
            (await _tool.RunAsync(look)).Expect(0);
            Assert.Equal(before, Picture());
        }
    }

    [Theory]
    [InlineData("$(touch MARKER)")]
    [InlineData("`touch MARKER`")]
    [InlineData("'; touch MARKER; '")]
    [InlineData("\"; touch MARKER; \"")]
    [InlineData("\ntouch MARKER\n")]
    [InlineData("${{ 'x' }}")]
    public async Task An_answer_is_data_and_never_a_program(string answer)
    {
        answer = answer.Replace("MARKER", Marker, StringComparison.Ordinal);
        var file = Path.Combine(_tool.Folder, "word");
        await File.WriteAllTextAsync(file, answer, Cancel);
        (await _tool.RunAsync("install", "one", Write("printf '%s' \"$WORD\" > \"$HOME_OF_TEST/said\""), "--set-file", $"config.word={file}", "--progress", "none")).Expect(0);
        Assert.Equal(answer, await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "said"), Cancel));
        Assert.False(File.Exists(Marker), "an answer was run");
    }

    [Fact]
    public async Task An_expression_in_a_script_is_an_error()
    {
        var refused = await _tool.RunAsync("lint", Write("echo ${{ config.word }}"));
        refused.Expect(3);
        Assert.Contains("do.sh:1:6", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Every file and folder below the test's own, and of files what is in them and when it was written. What SQLite needs to read a
    /// store that others may write at the same time is not among it: its log, empty, and the index of that.
    /// </summary>
    private List<string> Picture() =>
    [
        .. Directory.EnumerateFileSystemEntries(_tool.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(e => !e.EndsWith(".db-shm", StringComparison.Ordinal) && !(e.EndsWith(".db-wal", StringComparison.Ordinal) && new FileInfo(e).Length == 0))
            .Select(e => File.Exists(e) ? $"{e} {File.GetLastWriteTimeUtc(e):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(e)))}" : e),
    ];

    private string Write(string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_tool.Folder, "package")).FullName;
        File.WriteAllText(Path.Combine(folder, "do.sh"), script + "\n");
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            config:
              openAPIV3Schema: {type: object, required: [word], properties: {word: {type: string, x-secret: true}}}
            tasks:
              - name: work
                type: shell
                rollback: true
                service: {name: "${{ installation.name }}-it"}
                spec:
                  env: {WORD: "${{ package.config.word }}", HOME_OF_TEST: "{{{{_tool.Folder}}}}"}
                  execute: do.sh
                  rollback: do.sh
                  probe: do.sh
                  status: do.sh
                  uninstall: do.sh
            """);
        return folder;
    }
}

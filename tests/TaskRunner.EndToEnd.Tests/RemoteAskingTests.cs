using System.Text.RegularExpressions;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>Who sits at a terminal is asked for missing answers, whoever has the store.</summary>
public sealed partial class RemoteAskingTests : IDisposable
{
    private const string Secret = "hush-hush-hush";
    private readonly Taskrunner _here = new();
    private readonly Taskrunner _there = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task The_same_is_asked_here_and_by_a_server()
    {
        using var server = await Served.StartAsync(_there);
        _here.Variables["TASKRUNNER_TOKEN"] = server.Token;
        var package = await WriteAsync("1.0.0", "region", "-");
        var newer = await WriteAsync("1.1.0", "region, zone", "${{ package.config.zone }}");
        var by = $"--server {server.Address}";
        foreach (var (verb, source, answers) in ((string, string, (string, string)[])[])
        [
            ("plan", package, [("? Region", "north"), ("? Password", "short"), ("does not fit", Secret), ("? Kind", "2"), ("? Size", "7")]),
            ("install", package, [("? Region", "north"), ("? Password", Secret), ("? Kind", "9"), ("? Kind", "b"), ("? Size", "7")]),
            ("upgrade", newer, [("? Zone", "z1")]), // the secret that was given is known here by its fingerprint alone
        ])
        {
            var here = await TalkAsync($"{verb} one {source}", answers);
            var there = await TalkAsync($"{verb} one {source} {by}", answers);
            Assert.Equal(here, there);
            Assert.Contains("exit 0", there, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, there, StringComparison.Ordinal);
        }

        Assert.Equal("north z1 b 7 14\n", (await _here.RunAsync("logs", "one", "--server", server.Address.ToString())).Expect(0).Output[^16..]);
    }

    [Fact]
    public async Task A_package_that_only_the_server_has_is_asked_about_too()
    {
        using var server = await Served.StartAsync(_there);
        var package = await WriteAsync("1.0.0", "region", "-");
        var archive = Path.Combine(_here.Folder, "one.tgz");
        (await _here.RunAsync("package", "build", package, "--out", archive)).Expect(0);
        var digest = await server.UploadAsync(archive);
        _here.Variables["TASKRUNNER_TOKEN"] = server.Token;
        var said = await TalkAsync(
            $"install two {digest} --server {server.Address} --progress none",
            [("? Region", "south"), ("? Password", Secret), ("? Kind", "a"), ("? Size", "1")]);
        Assert.Contains("install of two 1.0.0 succeeded", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_to_be_asked_what_is_missing_is_told()
    {
        using var server = await Served.StartAsync(_there);
        _here.Variables["TASKRUNNER_TOKEN"] = server.Token;
        var package = await WriteAsync("1.0.0", "region", "-");
        var said = await TalkAsync($"install one {package} --server {server.Address} --no-input", []);
        Assert.Contains("TR3001", said, StringComparison.Ordinal);
        Assert.Contains("exit 3", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("install")]
    public async Task Who_presses_control_c_at_a_question_has_left(string verb)
    {
        using var server = await Served.StartAsync(_there);
        _here.Variables["TASKRUNNER_TOKEN"] = server.Token;
        var package = await WriteAsync("1.0.0", "region", "-");
        foreach (var by in new[] { "", $"--server {server.Address}" })
        {
            using var conversation = new Conversation(_here, $"{verb} one {package} {by}");
            await conversation.AnswerAsync("? Region", "north");
            await conversation.InterruptAsync("? Password");
            Assert.Equal(130, (await conversation.EndAsync()).Code);
        }

        Assert.Empty((System.Text.Json.Nodes.JsonArray)await server.GetAsync("/api/v1/runs"));
    }

    private async Task<string> TalkAsync(string line, (string Question, string Answer)[] answers)
    {
        using var conversation = new Conversation(_here, line);
        foreach (var (question, answer) in answers)
        {
            await conversation.AnswerAsync(question, answer);
        }

        var ran = await conversation.EndAsync();
        foreach (var (_, answer) in answers)
        {
            // The terminal echoes what it is sent, and the reader once more where it was not waiting yet.
            ran = ran with { Output = ran.Output.Replace($"{answer}\n{answer}\n", $"{answer}\n", StringComparison.Ordinal) };
        }

        return Times().Replace($"{ran.Output}\nexit {ran.Code}", "TIME");
    }

    private async Task<string> WriteAsync(string version, string required, string zone)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_here.Folder, "asks-" + version)).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "taskrunner.yaml"),
            $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: asks
            version: {{{version}}}
            config:
              openAPIV3Schema:
                type: object
                required: [{{{required}}}, password, kind, size]
                properties:
                  region: {type: string, title: Region}
                  password: {type: string, title: Password, x-secret: true, minLength: 10}
                  kind: {type: string, title: Kind, enum: [a, b]}
                  size: {type: integer, title: Size}
                  zone: {type: string, title: Zone}
            tasks:
              - name: tell
                type: shell
                idempotent: true
                spec:
                  execute: {run: 'echo "$REGION $ZONE $KIND $SIZE ${#PASSWORD}"'}
                  env:
                    REGION: "${{ package.config.region }}"
                    ZONE: "{{{zone}}}"
                    KIND: "${{ package.config.kind }}"
                    SIZE: "${{ package.config.size }}"
                    PASSWORD: "${{ package.config.password }}"
            """,
            Cancel);
        return folder;
    }

    /// <summary>What differs from call to call: clock, run and how long it took.</summary>
    [GeneratedRegex(@"\d\d:\d\d:\d\d|\d{8}-\d{6}-[a-z0-9]{5}|\b\d+\.\ds\b|http://[^ \n]+")]
    private static partial Regex Times();
}

using System.Text.RegularExpressions;
using TaskRunner.Cli.Remote;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Journal;
using TaskRunner.Operations;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The command line through a server: the same calls, the same words, the same exit codes.</summary>
public sealed partial class RemoteTests : IDisposable
{
    private readonly Taskrunner _here = new();
    private readonly Taskrunner _there = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task The_same_calls_say_the_same_here_and_by_a_server()
    {
        using var server = await Served.StartAsync(_there);
        var packages = Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Packages");
        var answers = Path.Combine(_here.Folder, "answers.yaml");
        await File.WriteAllTextAsync(answers, "config:\n  kind: private\n", Cancel);
        var heading = Path.Combine(_here.Folder, "heading");
        await File.WriteAllTextAsync(heading, "Hello there", Cancel);
        var folder = Directory.CreateDirectory(Path.Combine(_here.Folder, "root")).FullName;
        string[][] calls =
        [
            ["list"],
            ["plan", "web", $"{packages}/web-1"],
            ["install", "none", $"{packages}/refuse"],
            ["install", "web", $"{packages}/broken"],
            ["plan", "web", $"{packages}/web-1", "-f", answers, "--set", $"config.folder={folder}", "--set-file", $"config.heading={heading}", "--detailed-exitcode"],
            ["install", "web", $"{packages}/web-1", "-f", answers, "--set", $"config.folder={folder}", "--set-file", $"config.heading={heading}", "--progress", "none"],
            ["status", "web"],
            ["status", "web", "-o", "json"],
            ["status", "nobody"],
            ["history", "web"],
            ["list", "-o", "json"],
            ["logs", "web"],
            ["logs", "web", "folder"],
            ["logs", "web", "nothing"],
            ["service", "list", "--refresh"],
            ["service", "get", "web-site"],
            ["get", "web", "outputs"],
            ["global", "get"],
            ["install", "web", $"{packages}/web-1", "--set", $"config.folder={folder}"],
            ["plan", "web", $"{packages}/web-2", "--lang", "zh"],
            ["upgrade", "web", $"{packages}/web-2", "--dry-run", "-o", "json"],
            ["upgrade", "web", $"{packages}/web-2", "--progress", "none"],
            ["rollback", "web", "--dry-run"],
            ["rollback", "web"],
            ["rollback", "web", "--yes", "--progress", "none"],
            ["uninstall", "web", "--yes", "--progress", "none", "--lang", "zh"],
            ["list", "--lang", "zh"],
        ];
        await AssertAlikeAsync(server, calls, folder);

        // Of answers the place is told and not the line: only the server knows which of them are secret.
        var odd = (await ByAsync(server, ["plan", "odd", $"{packages}/web-1", "--set", $"config.folder={folder}", "--set", "config.kind=odd"])).Expect(3);
        Assert.StartsWith("--set:1:13: error TR2051", odd.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("config.kind=odd", odd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_refused_alike_and_the_first_reason_is_the_same()
    {
        using var server = await Served.StartAsync(_there);
        var packages = Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Packages");
        var folder = Directory.CreateDirectory(Path.Combine(_here.Folder, "root")).FullName;
        var (good, set) = ($"{packages}/web-1", $"config.folder={folder}");
        const string noRun = "20200101-000000-aaaaa";
        string[][] calls =
        [
            ["plan", "Bad Name", good],
            ["install", "Bad Name", good],
            ["upgrade", "Bad Name", good],
            ["upgrade", "nobody", good],
            ["install", "web", "/nowhere"],
            ["install", "web", $"sha256:{new string('0', 64)}"],
            ["install", "web", good, "--set", set, "--set-file", "config.heading=/nowhere"],
            ["install", "web", good, "-f", "/nowhere.yaml"],
            ["install", "web", good, "--set", set, "--run", "nothing"],
            ["install", "web", good, "--set", set, "--parallel", "0"],
            ["retry", "nobody"],
            ["retry", noRun],
            ["resume"],
            ["resume", "nobody"],
            ["resume", noRun],
            ["rollback", "nobody", "--yes"],
            ["rollback", noRun, "--yes"],
            ["uninstall", "nobody", "--yes"],
            ["cancel", "nobody"],
            ["resolve", noRun, "work", "--as", "failed", "--reason", "x"],
            ["history", "nobody"],
            ["logs", noRun],
            ["package", "rm", "nothing@1.0.0", "--yes"],
            ["install", "web", good, "--set", set, "--progress", "none"],
            ["package", "rm", "web@1.0.1", "--yes"],
            ["package", "rm", "web@1.0.0"],
            ["install", "web", good, "--set", "config.folder=relative"],
            ["install", "web", $"{packages}/refuse"],
            ["retry", "web", "--from", "nothing"],
            ["resume", "web"],
            ["cancel", "web"],
            ["uninstall", "web", "--yes", "--progress", "none"],
            ["retry", "web"],
            ["uninstall", "web", "--yes"],
            ["rollback", "web", "--yes"],
            ["package", "rm", "web@1.0.0"],
            ["package", "rm", "web@1.0.0", "--yes"],
            ["package", "rm", "web@1.0.0", "--yes"],
        ];
        await AssertAlikeAsync(server, calls, folder);
    }

    [Fact]
    public async Task Resume_without_a_name_goes_on_with_the_only_open_run()
    {
        var task = new GatedTask(_there);
        var package = task.Write("idempotent: false");
        using var server = await Served.StartAsync(_there);
        var first = await InterruptAsync(server, "one", package, task);
        var second = await InterruptAsync(server, "two", package, task);
        var refused = (await ByAsync(server, ["resume"])).Expect(2);
        Assert.Contains("TR6118", refused.Error, StringComparison.Ordinal);
        Assert.Contains(first, refused.Error, StringComparison.Ordinal);
        Assert.Contains(second, refused.Error, StringComparison.Ordinal);
        (await ByAsync(server, ["cancel", "two"])).Expect(0);
        (await ByAsync(server, ["resolve", first, "work", "--as", "not-executed", "--reason", "it was ended"])).Expect(0);
        await task.OpenAsync();
        Assert.Contains("install of one 1.0.0 succeeded", (await ByAsync(server, ["resume", "--progress", "none"])).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_followed_although_its_server_is_killed_and_comes_back()
    {
        var task = new GatedTask(_there);
        var package = task.Write("idempotent: false");
        string token;
        Uri address;
        System.Diagnostics.Process following;
        using (var first = await Served.StartAsync(_there))
        {
            (token, address) = (first.Token, first.Address);
            following = Start(first, "install", "one", package, "--progress", "plain");
            await task.WhenBegunAsync();
            await first.KillAsync();
        }

        using var second = await Served.StartAsync(_there, token, ["--listen", $"{address.Port}"]);
        await task.OpenAsync();
        var (output, error) = (following.StandardOutput.ReadToEndAsync(Cancel), following.StandardError.ReadToEndAsync(Cancel));
        await following.WaitForExitAsync(Cancel);
        Assert.True(following.ExitCode == 0, $"{following.ExitCode}\n{await output}\n{await error}");
        Assert.Contains("install of one 1.0.0 succeeded", await output, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(await error, "work +started"));
        Assert.Equal(["begin", "end"], task.Lines());
    }

    [Fact]
    public async Task A_server_that_goes_away_again_is_waited_for_again()
    {
        var (patience, away) = (TimeSpan.FromSeconds(10), 0);
        var task = new GatedTask(_there);
        var server = await Served.StartAsync(_there);
        try
        {
            var run = (await ByAsync(server, ["install", "one", task.Write("idempotent: false"), "--detach"])).Expect(0).Output.Trim();
            await task.WhenBegunAsync();
            using var api = new ApiClient(new ServerAddress(server.Address, server.Token, null), "en");
            var bench = Workbench.For(await RemoteStore.OpenAsync(api, Cancel));
            var watching = new RemoteWatch(api, bench, patience).RunAsync(run, 0, _ => new NoProgress(), _ => Interlocked.Increment(ref away), Cancel);
            for (var gone = 1; gone <= 2; gone++)
            {
                await server.KillAsync();
                while (Volatile.Read(ref away) < gone)
                {
                    Assert.False(watching.IsCompleted, "it was given up");
                    await Task.Delay(20, Cancel);
                }

                var (token, port) = (server.Token, server.Address.Port);
                server.Dispose();
                server = await Served.StartAsync(_there, token, ["--listen", $"{port}"]);
                await Task.Delay(gone == 1 ? patience : TimeSpan.Zero, Cancel);
            }

            await task.OpenAsync();
            Assert.Equal(RunStatus.Succeeded, (await watching).Status);
            Assert.Equal(["begin", "end"], task.Lines());
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task A_run_that_goes_on_shows_what_is_new()
    {
        var task = new GatedTask(_there);
        using var server = await Served.StartAsync(_there);
        var run = (await ByAsync(server, ["install", "one", task.Write("idempotent: false"), "--detach"])).Expect(0).Output.Trim();
        await task.WhenBegunAsync();
        _there.KillSupervisors();
        await server.WhenAsync(run, "needs-decision");
        (await ByAsync(server, ["resolve", run, "work", "--as", "not-executed", "--task-output", "nonsense", "--reason", "no"])).Expect(2);
        (await ByAsync(server, ["resolve", run, "work", "--as", "not-executed", "--reason", "it was ended"])).Expect(0);
        await task.OpenAsync();
        var resumed = (await ByAsync(server, ["resume", "one", "--progress", "plain"])).Expect(0);
        Assert.Single(Regex.Matches(resumed.Error, "work +started"));
        Assert.DoesNotContain("outcome unknown", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(["begin", "begin", "end"], task.Lines());
    }

    [Fact]
    public async Task A_signal_ends_the_following_and_a_person_can_stop_or_decide_from_afar()
    {
        var task = new GatedTask(_there);
        var package = task.Write("idempotent: false");
        using var server = await Served.StartAsync(_there);
        using var following = Start(server, "install", "one", package, "--progress", "none");
        await task.WhenBegunAsync();
        HostProcesses.Interrupt(following.Id);
        await following.WaitForExitAsync(Cancel);
        Assert.Equal(130, following.ExitCode);
        Assert.Contains("goes on at the server", await following.StandardError.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        Assert.NotEmpty(HostProcesses.OfTask(_there.Store, "work"));

        var cancelled = (await ByAsync(server, ["cancel", "one"])).Expect(0);
        Assert.Contains("cancelled", cancelled.Output, StringComparison.Ordinal);
        Assert.Empty(HostProcesses.OfTask(_there.Store, "work"));

        var detached = (await ByAsync(server, ["retry", "one", "--run", "work", "--detach"])).Expect(0);
        await task.OpenAsync();
        await server.WhenAsync(detached.Output.Trim(), "succeeded");
    }

    [Fact]
    public async Task Who_may_not_is_told_so_and_what_only_a_machine_of_its_own_has_is_refused()
    {
        using var server = await Served.StartAsync(_there);
        var viewer = (string)(await _there.JsonAsync("token", "create", "looker", "--role", "viewer", "--expires", "1h"))["token"]!;
        var package = new GatedTask(_there).Write("idempotent: true");
        Assert.Equal(0, (await ByAsync(server, ["list"], viewer)).Code);
        Assert.Contains("TR8504", (await ByAsync(server, ["install", "one", package], viewer)).Expect(6).Error, StringComparison.Ordinal);
        Assert.Contains("TR8503", (await ByAsync(server, ["list"], "trt_wrong")).Expect(6).Error, StringComparison.Ordinal);
        foreach (var call in (string[][])[["secret", "list"], ["token", "list"], ["unlock", "one", "--epoch", "1", "--reason", "x"]])
        {
            Assert.Contains("TR8213", (await ByAsync(server, call)).Expect(6).Error, StringComparison.Ordinal);
        }

        Assert.Contains("TR8202", (await _here.RunAsync("list", "--server", "http://192.0.2.1:7460")).Expect(6).Error, StringComparison.Ordinal);
        Assert.Contains("TR8201", (await _here.RunAsync("list", "--server", "https://a:b@host")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("TR8206", (await _here.RunAsync("list", "--server", "http://localhost:1", "--store", "x")).Expect(2).Error, StringComparison.Ordinal);
        await server.KillAsync();
        Assert.Contains("TR8207", (await ByAsync(server, ["list"])).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_names_a_server_and_a_store_that_is_named_wins_over_it()
    {
        using var server = await Served.StartAsync(_there);
        var file = Path.Combine(_here.Folder, "contexts.json");
        _here.Variables["TASKRUNNER_CONTEXTS"] = file;
        _here.Variables["TASKRUNNER_TOKEN"] = server.Token;
        (await _here.RunAsync("context", "add", "team", "--server", server.Address.ToString())).Expect(0);
        _here.Variables.Remove("TASKRUNNER_TOKEN");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var package = new GatedTask(_there).Write("idempotent: true");
        (await ByAsync(server, ["install", "afar", package, "--detach"])).Expect(0);

        Assert.DoesNotContain("afar", (await _here.RunAsync("list")).Expect(0).Output, StringComparison.Ordinal); // TASKRUNNER_STORE, as in a script of a run
        _here.Variables["TASKRUNNER_STORE"] = "";
        while (!(await _here.RunAsync("list")).Expect(0).Output.Contains("afar", StringComparison.Ordinal))
        {
            await Task.Delay(50, Cancel);
        }

        Assert.Contains("* ", (await _here.RunAsync("context", "list")).Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, (await _here.RunAsync("context", "list", "-o", "json")).Expect(0).Output, StringComparison.Ordinal);
        (await _here.RunAsync("list", "--context", "nobody")).Expect(4);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("TR8203", (await _here.RunAsync("list")).Expect(6).Error, StringComparison.Ordinal);
        await new GatedTask(_there).OpenAsync();
    }

    [Fact]
    public async Task A_script_is_given_no_key_to_a_server()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_here.Folder, "curious")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "taskrunner.yaml"),
            """
            apiVersion: taskrunner/v1
            kind: Package
            name: curious
            version: 1.0.0
            tasks: [{name: look, type: shell, spec: {execute: {run: 'env'}}}]
            """,
            Cancel);
        _here.Variables["TASKRUNNER_TOKEN"] = "trt_of_a_person";
        _here.Variables["TASKRUNNER_SERVER"] = "https://deploy.example";
        (await _here.RunAsync("install", "one", folder, "--progress", "none")).Expect(0);
        var said = (await _here.RunAsync("logs", "one")).Expect(0).Output;
        Assert.Contains("TASKRUNNER_STORE=", said, StringComparison.Ordinal);
        Assert.DoesNotContain("trt_of_a_person", said, StringComparison.Ordinal);
        Assert.DoesNotContain("TASKRUNNER_SERVER", said, StringComparison.Ordinal);
    }

    private async Task AssertAlikeAsync(Served server, IEnumerable<string[]> calls, string folder)
    {
        var different = new List<string>();
        foreach (var call in calls)
        {
            var here = await _here.RunAsync(call);
            Directory.CreateDirectory(folder);
            var there = await ByAsync(server, call);
            if (Comparable(here) is var one && Comparable(there) is var other && one != other)
            {
                different.Add($"{string.Join(' ', call)}\n--- here\n{one}\n--- by the server\n{other}");
            }
        }

        Assert.True(different.Count == 0, string.Join("\n\n", different));
    }

    /// <summary>A run of which nobody knows how its task ended.</summary>
    private async Task<string> InterruptAsync(Served server, string installation, string package, GatedTask task)
    {
        var begun = task.Lines().Length;
        var run = (await ByAsync(server, ["install", installation, package, "--detach"])).Expect(0).Output.Trim();
        while (task.Lines().Length == begun)
        {
            await Task.Delay(20, Cancel);
        }

        _there.KillSupervisors();
        await server.WhenAsync(run, "needs-decision");
        return run;
    }

    private static string Comparable(Ran ran)
    {
        var text = $"exit {ran.Code}\n{ran.Output}\n{ran.Error}";
        text = Drawn().Replace(Run().Replace(text, "RUN"), "DRAWN");
        text = Moment().Replace(text, "TIME");
        return Columns().Replace(Took().Replace(text, "TOOK"), "  ");
    }

    private Task<Ran> ByAsync(Served server, string[] call, string? token = null)
    {
        _here.Variables["TASKRUNNER_TOKEN"] = token ?? server.Token;
        return _here.RunAsync([.. call, "--server", server.Address.ToString()]);
    }

    private System.Diagnostics.Process Start(Served server, params string[] call) =>
        _here.Start([.. call, "--server", server.Address.ToString()], ("TASKRUNNER_TOKEN", server.Token));

    [GeneratedRegex("[0-9]{8}-[0-9]{6}-[a-z0-9]{5}")]
    private static partial Regex Run();

    /// <summary>Of a value that each store drew for itself.</summary>
    [GeneratedRegex("(?<=\"\\$secret\": ?\")[0-9a-f]+")]
    private static partial Regex Drawn();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\b(\d+m)?\d+(\.\d+)?s\b")]
    private static partial Regex Took();

    /// <summary>Columns are as wide as what stands in them.</summary>
    [GeneratedRegex(" {2,}")]
    private static partial Regex Columns();
}

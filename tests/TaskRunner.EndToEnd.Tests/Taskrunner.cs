using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// The real binary with a store and a folder of its own, removed afterwards. <c>TASKRUNNER_BINARY</c> names the one to try (CI: the
/// NativeAOT publish); without it the build's own, beside these tests.
/// </summary>
internal sealed class Taskrunner : IDisposable
{
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("TASKRUNNER_BINARY") ?? Path.Combine(AppContext.BaseDirectory, "taskrunner");

    public Taskrunner() => Folder = Directory.CreateTempSubdirectory("taskrunner-e2e-").FullName;

    /// <summary>For the test's own files; the store is in it too.</summary>
    public string Folder { get; }

    public string Store => Path.Combine(Folder, "store");

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>Variables of the program beside PATH, HOME and the store.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Process Start(params IEnumerable<string> arguments) => Start(arguments, null);

    /// <param name="arguments">Of the program.</param>
    /// <param name="variable">One more variable, of this call alone.</param>
    public Process Start(IEnumerable<string> arguments, (string Name, string Value)? variable) => Start(Binary, arguments, variable);

    /// <param name="program">Another program, which calls this one.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="variable">One more variable, of this call alone.</param>
    public Process Start(string program, IEnumerable<string> arguments, (string Name, string Value)? variable)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("TASKRUNNER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["TASKRUNNER_STORE"] = Store;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        if (variable is { } once)
        {
            start.Environment[once.Name] = once.Value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs to the end.</summary>
    public async Task<Ran> RunAsync(params IEnumerable<string> arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>The document of <c>-o json</c>, whatever the exit code.</summary>
    public async Task<JsonNode> JsonAsync(params IEnumerable<string> arguments)
    {
        var ran = await RunAsync([.. arguments, "-o", "json"]);
        Assert.True(ran.Output.Length > 0, $"no document; exit code {ran.Code}, standard error:\n{ran.Error}");
        return JsonNode.Parse(ran.Output)!;
    }

    /// <summary>As a machine does that runs out of memory: runs go on without one who knows how their tasks end.</summary>
    public void KillSupervisors() => HostProcesses.Kill(HostProcesses.SupervisorsOf(Store));

    /// <summary>Waits until a process of the task runs.</summary>
    public async Task WhenRunsAsync(string task)
    {
        while (!HostProcesses.OfTask(Store, task).Any())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        KillSupervisors();
        HostProcesses.Kill(HostProcesses.OfStore(Store)); // tasks nobody watches over any more would wait for ever
        foreach (var folder in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

/// <summary>How a call ended.</summary>
internal sealed record Ran(int Code, string Output, string Error)
{
    public Ran Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, not {code}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }
}

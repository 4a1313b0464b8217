using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

/// <summary>A folder and a launcher for one test, and what it takes to run <c>sh</c> with them.</summary>
public sealed class Workbench : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _killed = new();

    public Workbench()
    {
        Folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;
        Stop = new StopSignals(_asked.Token, _killed.Token);
    }

    public string Folder { get; }

    public string AttemptId { get; } = Guid.NewGuid().ToString("N");

    public LocalLauncher Launcher { get; } = new(MessageCatalogue.English, TimeProvider.System);

    public StopSignals Stop { get; }

    public string Stdout => File.ReadAllText(PathOf("out.log"));

    public string Stderr => File.ReadAllText(PathOf("err.log"));

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Ask() => _asked.Cancel();

    public void Kill() => _killed.Cancel();

    /// <summary>A process that runs <c>sh -c script</c>.</summary>
    public ProcessSpec Sh(string script) => new()
    {
        FileName = "sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            [ProcessSpec.AttemptVariable] = AttemptId,
        },
        WorkingDirectory = Folder,
        StdoutPath = PathOf("out.log"),
        StderrPath = PathOf("err.log"),
        Timeout = TimeSpan.FromMinutes(2),
        Grace = TimeSpan.FromSeconds(20),
    };

    public Task<ProcessOutcome> RunAsync(ProcessSpec process) => Launcher.RunAsync(process, Stop).AsTask();

    public Task<ProcessOutcome> ShAsync(string script) => RunAsync(Sh(script));

    /// <summary>Waits until the script wrote a file, so that a test never sleeps for luck.</summary>
    public async Task<string> WhenWrittenAsync(string name)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (File.Exists(PathOf(name)) && await File.ReadAllTextAsync(PathOf(name)) is { Length: > 0 } text && text.EndsWith('\n'))
            {
                return text.Trim();
            }

            await Task.Delay(10);
        }

        throw new TimeoutException($"{name} was not written");
    }

    /// <summary>Waits until something holds.</summary>
    public async Task WhenAsync(Func<bool> holds)
    {
        for (var i = 0; i < 6000 && !holds(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(holds(), $"it never came to be in {Folder}");
    }

    public static bool IsAlive(string pid) => ProcessTable.Read(int.Parse(pid, CultureInfo.InvariantCulture)) is { IsAlive: true };

    public void Dispose()
    {
        Launcher.EndStraysAsync(AttemptId, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Launcher.Dispose();
        _asked.Dispose();
        _killed.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

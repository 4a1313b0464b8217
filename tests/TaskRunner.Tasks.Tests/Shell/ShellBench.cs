using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Processes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Shell;

/// <summary>A package folder, a work folder, and a shell task that really runs its scripts.</summary>
public sealed class ShellBench : IDisposable
{
    private readonly LocalLauncher _launcher = new(MessageCatalogue.English, TimeProvider.System);
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _killed = new();

    public ShellBench()
    {
        Root = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Path.Combine(Package, "scripts"));
    }

    public string Root { get; }

    public string Package => Path.Combine(Root, "package");

    public string Work => Path.Combine(Root, "work");

    public string Logs => Path.Combine(Root, "logs");

    public ShellTask Task { get; } = new(MessageCatalogue.English);

    public string AttemptId { get; } = Guid.NewGuid().ToString("N");

    public AttemptLimits Limits { get; set; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20), LeftoversRule.Kill, IsIdempotent: false);

    /// <summary>A spec as a package author writes it, read from YAML.</summary>
    public static MapValue Spec(string yaml)
    {
        var problems = new DiagnosticBag();
        var value = YamlReader.Read(SourceText.FromString("taskrunner.yaml", yaml), problems);
        problems.ThrowIfErrors();
        return (MapValue)value!;
    }

    public string Script(string path, string text)
    {
        var file = Path.Combine(Package, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string WorkFile(string name) => File.ReadAllText(Path.Combine(Work, name));

    public string Log(string name) => File.ReadAllText(Path.Combine(Logs, name));

    public TaskContext Context(MapValue spec) => new()
    {
        Installation = "shop",
        Operation = OperationKind.Upgrade,
        RunId = "run-7",
        TaskName = "schema",
        Attempt = 2,
        Epoch = 5,
        AttemptId = AttemptId,
        Key = "key-of-the-task",
        FromVersion = "1.0.0",
        ToVersion = "2.0.0",
        Spec = spec,
        Input = MapValue.Of(("config", MapValue.Of(("domain", Value.From("shop.example"))))),
        PackageDirectory = Package,
        WorkDirectory = Work,
        LogDirectory = Logs,
        Limits = Limits,
        Steps = new DirectSteps(_launcher, new StopSignals(_asked.Token, _killed.Token)),
        Stop = new StopSignals(_asked.Token, _killed.Token),
        Time = TimeProvider.System,
        HostEnvironment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
    };

    public async Task<TaskOutcome> ExecuteAsync(string yaml) => await Task.ExecuteAsync(Context(Spec(yaml)));

    public async Task<MapValue> OutputsAsync(string yaml) => Assert.IsType<TaskOutcome.Succeeded>(await ExecuteAsync(yaml)).Outputs;

    /// <summary>As it reads in English.</summary>
    public async Task<TaskFailure> FailureAsync(string yaml) =>
        InEnglish(Assert.IsType<TaskOutcome.Failed>(await ExecuteAsync(yaml)).Failure);

    public static TaskOutcome InEnglish(TaskOutcome outcome) => outcome is TaskOutcome.Unknown unknown ? new TaskOutcome.Unknown(unknown.Evidence.ToString()) : outcome;

    public static ProbeOutcome InEnglish(ProbeOutcome outcome) => outcome is ProbeOutcome.CannotTell cannot ? new ProbeOutcome.CannotTell(cannot.Evidence.ToString()) : outcome;

    public static TaskFailure InEnglish(TaskFailure failure) => failure with { Message = failure.Message.ToString() };

    public void Ask() => _asked.Cancel();

    public void Kill() => _killed.Cancel();

    public async Task WhenWrittenAsync(string name)
    {
        for (var i = 0; i < 3000 && !File.Exists(Path.Combine(Work, name)); i++)
        {
            await System.Threading.Tasks.Task.Delay(10);
        }

        Assert.True(File.Exists(Path.Combine(Work, name)), $"{name} was not written");
    }

    public void Dispose()
    {
        _launcher.EndStraysAsync(AttemptId, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        _launcher.Dispose();
        _asked.Dispose();
        _killed.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Steps without a journal: each runs when it is asked for.</summary>
    private sealed class DirectSteps(ILauncher launcher, StopSignals stop) : IStepRunner
    {
        public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => launcher.RunAsync(process, stop);

        public ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect) => effect(stop.Asked);
    }
}

using System.Collections.Concurrent;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>A workbench over a memory store with one task type whose tasks do what the test says and write down that they did.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public Bench()
    {
        Store = new MemoryStore();
        Workbench = new Workbench
        {
            Store = Store,
            Types = new TaskTypeCatalog(Type),
            Launcher = new NoProcesses(),
            Vault = new StoreVault(Store, SecretKey.Random()),
            Paths = WorkbenchPaths.Under(Path.Combine(_folder, "host")),
            Parallelism = 4,
        };
    }

    public MemoryStore Store { get; }

    public ScriptedType Type { get; } = new();

    public Workbench Workbench { get; }

    /// <summary>What ran, in order: <c>execute a</c>, <c>rollback a</c> …</summary>
    public IReadOnlyList<string> Ran => [.. Type.Ran];

    /// <summary>Writes a package folder from a manifest and returns its path.</summary>
    public string Package(string manifest, params (string Path, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), "apiVersion: taskrunner/v1\nkind: Package\n" + manifest);
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), text);
        }

        return folder;
    }

    public Task<RunReport> Install(string name, string package) => Install(new ApplyRequest(name, package));

    public Task<RunReport> Install(ApplyRequest request) =>
        new InstallOperation(Workbench).RunAsync(request, new RunControls(), TestContext.Current.CancellationToken);

    public Task<RunReport> Upgrade(string name, string package) => Upgrade(new ApplyRequest(name, package));

    public Task<RunReport> Upgrade(ApplyRequest request) =>
        new UpgradeOperation(Workbench).RunAsync(request, new RunControls(), TestContext.Current.CancellationToken);

    public Task<PlanResult> Plan(ApplyRequest request) => new PlanOperation(Workbench).RunAsync(request, TestContext.Current.CancellationToken);

    public Task<RunReport> Retry(RetryRequest request) =>
        new RetryOperation(Workbench).RunAsync(request, new RunControls(), TestContext.Current.CancellationToken);

    public Task<RunReport> Resume(string? target = null) =>
        new ResumeOperation(Workbench).RunAsync(target, new RunControls(), TestContext.Current.CancellationToken);

    public Task<RunReport> Rollback(string target) =>
        new RollbackOperation(Workbench).RunAsync(target, new RunSettings(), new RunControls(), TestContext.Current.CancellationToken);

    public Task<RunReport> Uninstall(string name) =>
        new UninstallOperation(Workbench).RunAsync(name, new RunSettings(), new RunControls(), TestContext.Current.CancellationToken);

    public Task<RunReport> Cancel(string target) => new CancelOperation(Workbench).RunAsync(target, TestContext.Current.CancellationToken);

    public Task<RunReport> Resolve(ResolveRequest request) => new ResolveOperation(Workbench).RunAsync(request, TestContext.Current.CancellationToken);

    /// <summary>What the installation is recorded to have; null: nothing.</summary>
    public async Task<string?> Version(string name) =>
        (await Store.FindInstallationAsync(name, TestContext.Current.CancellationToken))?.Package?.Version;

    public async Task<ServiceRecord?> Service(string name) => await Store.FindServiceAsync(name, TestContext.Current.CancellationToken);

    /// <summary>The task fails from now on, or no longer.</summary>
    public void Break(string what, bool isBroken = true) => Type.StepIn = (now, _) => Task.FromResult<TaskOutcome?>(
        isBroken && now == what ? new TaskOutcome.Failed(new TaskFailure("exit", 1, "the test says so")) : null);

    /// <summary>The refusal an operation ends with.</summary>
    public static async Task<RefusedException> Refused(Func<Task> operation) => await Assert.ThrowsAsync<RefusedException>(operation);

    /// <summary>Forgets what ran until now.</summary>
    public void Forget() => Type.Ran.Clear();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Store.DisposeAsync();
    }

    /// <summary>Starts nothing: the tests' tasks are in this process.</summary>
    private sealed class NoProcesses : ILauncher
    {
        public ValueTask<ProcessOutcome> RunAsync(ProcessSpec process, StopSignals stop) =>
            ValueTask.FromResult<ProcessOutcome>(new ProcessOutcome.NotStarted("these tests start no process"));

        public ValueTask<IReadOnlyList<string>> EndStraysAsync(string attemptId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>([]);
    }
}

/// <summary>
/// A task type for tests, a small real one: <c>spec: {set: {NAME: VALUE}, fail: BOOL, rollback: BOOL, uninstall: BOOL, probe: WORD}</c>.
/// It writes <c>set</c> as its outputs; the test may step in by name.
/// </summary>
internal sealed class ScriptedType : ITaskType
{
    public ConcurrentQueue<string> Ran { get; } = new();

    /// <summary>The contexts by <c>verb task</c>, newest last.</summary>
    public ConcurrentDictionary<string, TaskContext> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps in for <c>verb task</c>; null outcomes mean the usual one.</summary>
    public Func<string, TaskContext, Task<TaskOutcome?>>? StepIn { get; set; }

    public Func<string, ServiceState> Status { get; set; } = _ => ServiceState.Ready;

    /// <summary>What a task with <c>spec.preview</c> says before a run.</summary>
    public Func<TaskContext, PreviewDepth, TaskPreview> Preview { get; set; } = (_, _) => new TaskPreview(PreviewVerb.Nothing, "");

    public string Name => "scripted";

    public TaskTypeDescription Describe() => new(MapValue.Of(("type", Value.From("object"))));

    public TaskCapabilities CapabilitiesOf(MapValue spec) =>
        (spec["rollback"] is BooleanValue { Value: true } ? TaskCapabilities.Rollback : TaskCapabilities.None)
        | (spec["uninstall"] is BooleanValue { Value: true } ? TaskCapabilities.Uninstall : TaskCapabilities.None)
        | (spec["probe"] is StringValue ? TaskCapabilities.Probe : TaskCapabilities.None)
        | (spec["preview"] is not null ? TaskCapabilities.Preview : TaskCapabilities.None)
        | TaskCapabilities.Status;

    public ValueTask<TaskPreview> PreviewAsync(TaskContext context, PreviewDepth depth) => ValueTask.FromResult(Preview(context, depth));

    public void Check(TaskCheck check, DiagnosticBag diagnostics)
    {
        if (check.Spec["file"] is StringValue file)
        {
            check.NamedFiles.Add(file.Text);
        }
    }

    public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => Do("execute", context);

    public ValueTask<TaskOutcome> RollbackAsync(TaskContext context) => Do("rollback", context);

    public ValueTask<TaskOutcome> UninstallAsync(TaskContext context) => Do("uninstall", context);

    public ValueTask<ProbeOutcome> ProbeAsync(TaskContext context)
    {
        Ran.Enqueue($"probe {context.TaskName}");
        return ValueTask.FromResult<ProbeOutcome>((context.Spec["probe"] as StringValue)?.Text switch
        {
            "done" => new ProbeOutcome.Done(context.Spec["set"] as MapValue ?? MapValue.Empty),
            "not-done" => new ProbeOutcome.NotDone(),
            _ => new ProbeOutcome.CannotTell("the test says so"),
        });
    }

    public ValueTask<ServiceState> StatusAsync(TaskContext context) => ValueTask.FromResult(Status(context.TaskName));

    private async ValueTask<TaskOutcome> Do(string verb, TaskContext context)
    {
        var what = $"{verb} {context.TaskName}";
        Ran.Enqueue(what);
        Seen[what] = context;
        if (StepIn is not null && await StepIn(what, context) is { } outcome)
        {
            return outcome;
        }

        return context.Spec["fail"] is BooleanValue { Value: true } && verb == "execute"
            ? new TaskOutcome.Failed(new TaskFailure("exit", 1, "the test says so"))
            : new TaskOutcome.Succeeded(verb == "execute" ? context.Spec["set"] as MapValue ?? MapValue.Empty : MapValue.Empty);
    }
}

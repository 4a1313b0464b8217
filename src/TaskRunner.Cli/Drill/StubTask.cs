using TaskRunner.Diagnostics;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// Stands for a task type in a drill with <c>--stub</c>: checks specs as it does and runs nothing of the package. What it does instead is
/// a real process all the same, so that a crash finds what it would find.
/// </summary>
internal sealed class StubTask(ITaskType type, StubPlan plan) : ITaskType
{
    public string Name => type.Name;

    public TaskTypeDescription Describe() => type.Describe();

    public TaskCapabilities CapabilitiesOf(MapValue spec) => type.CapabilitiesOf(spec);

    public void Check(TaskCheck check, DiagnosticBag diagnostics) => type.Check(check, diagnostics);

    public async ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => await WriteAsync(context, "execute") ?? new TaskOutcome.Succeeded(plan.OutputsOf(context.TaskName));

    public async ValueTask<TaskOutcome> RollbackAsync(TaskContext context) => await WriteAsync(context, "rollback") ?? new TaskOutcome.Succeeded(MapValue.Empty);

    public async ValueTask<TaskOutcome> UninstallAsync(TaskContext context) => await WriteAsync(context, "uninstall") ?? new TaskOutcome.Succeeded(MapValue.Empty);

    /// <summary>A good probe: it looks whether the work was done, and is right.</summary>
    public ValueTask<ProbeOutcome> ProbeAsync(TaskContext context) => ValueTask.FromResult<ProbeOutcome>(
        File.Exists(plan.Ledger) && File.ReadLines(plan.Ledger).LastOrDefault(l => l.EndsWith($" {context.TaskName}", StringComparison.Ordinal)) == $"execute {context.TaskName}"
            ? new ProbeOutcome.Done(plan.OutputsOf(context.TaskName))
            : new ProbeOutcome.NotDone());

    public ValueTask<ServiceState> StatusAsync(TaskContext context) => ValueTask.FromResult(ServiceState.Ready);

    /// <summary>Types over stubs where the environment says so, else the types themselves.</summary>
    public static TaskTypeCatalog Around(TaskTypeCatalog types, IReadOnlyDictionary<string, string> environment)
    {
        if (StubPlan.Of(environment) is not { } plan)
        {
            return types;
        }

        ITaskType[] stubs = [.. types.Names.Select(name => types.TryGet(name, out var type) ? new StubTask(type, plan) : throw new InvalidOperationException(name))];
        return new TaskTypeCatalog(stubs);
    }

    /// <returns>Null: it is written.</returns>
    private async ValueTask<TaskOutcome?> WriteAsync(TaskContext context, string verb)
    {
        var outcome = await context.Steps.RunAsync(verb, new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments = ["-c", "printf '%s %s\\n' \"$1\" \"$2\" >> \"$3\"", "stub", verb, context.TaskName, plan.Ledger],
            Environment = context.HostEnvironment,
            WorkingDirectory = context.WorkDirectory,
            StdoutPath = Path.Combine(context.LogDirectory, "stub.out.log"),
            StderrPath = Path.Combine(context.LogDirectory, "stub.err.log"),
            Timeout = context.Limits.Timeout,
            Grace = context.Limits.Grace,
        });
        return outcome switch
        {
            ProcessOutcome.Exited { Code: 0 } => null,
            ProcessOutcome.Exited exited => new TaskOutcome.Failed(new TaskFailure("exit", exited.Code, verb)),
            ProcessOutcome.Lost lost => new TaskOutcome.Unknown(lost.Evidence),
            ProcessOutcome.Stopped { Cause: StopCause.Cancelled } => new TaskOutcome.Cancelled(),
            ProcessOutcome.NotStarted not => new TaskOutcome.Failed(new TaskFailure("launch", null, not.Reason)),
            _ => new TaskOutcome.Failed(new TaskFailure("signal", null, verb)),
        };
    }
}

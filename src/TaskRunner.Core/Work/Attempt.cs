using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Planning;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>One attempt, on the thread pool: secrets revealed, the spec filled, the type called, its outputs checked.</summary>
internal sealed class Attempt(AttemptRequest request, AttemptSubject subject, string packageFolder, Workbench bench, WorkSite site)
{
    private readonly TaskInstance _instance = subject.Instance;

    private ITaskType Type => _instance.Group.Type
        ?? throw new InvalidOperationException($"type {_instance.Definition.Type} of task {_instance.Name} is not known; the plan should have been refused: this is a bug");

    public async ValueTask<TaskOutcome> RunAsync(IStepRunner steps, StopSignals stop)
    {
        try
        {
            var revealed = await RevealAsync(stop).ConfigureAwait(false);
            var context = await ContextAsync(revealed, steps, stop).ConfigureAwait(false);
            switch (request.Kind)
            {
                case AttemptKind.Rollback:
                    return await Type.RollbackAsync(context).ConfigureAwait(false);
                case AttemptKind.Uninstall:
                    return await Type.UninstallAsync(context).ConfigureAwait(false);
                default:
                    var outcome = await Type.ExecuteAsync(context).ConfigureAwait(false);
                    return outcome is TaskOutcome.Succeeded done ? Settle(done, revealed, context) : outcome;
            }
        }
        catch (Exception e) when (e is RefusedException or ExpressionException)
        {
            return new TaskOutcome.Failed(new TaskFailure(FailureReasons.Launch, null, e.Message));
        }
    }

    public async ValueTask<ProbeOutcome> ProbeAsync(IStepRunner steps, StopSignals stop)
    {
        try
        {
            var revealed = await RevealAsync(stop).ConfigureAwait(false);
            var context = await ContextAsync(revealed, steps, stop).ConfigureAwait(false);
            var found = await Type.ProbeAsync(context).ConfigureAwait(false);
            return found is ProbeOutcome.Done done ? Settle(done, revealed) : found;
        }
        catch (Exception e) when (e is RefusedException or ExpressionException)
        {
            return new ProbeOutcome.CannotTell(e.Message);
        }
    }

    /// <exception cref="RefusedException">A secret it needs cannot be had.</exception>
    public async ValueTask<ServiceState> LookAsync(IStepRunner steps, StopSignals stop)
    {
        var revealed = await RevealAsync(stop).ConfigureAwait(false);
        return await Type.StatusAsync(await ContextAsync(revealed, steps, stop).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private ValueTask<MapValue> RevealAsync(StopSignals stop) =>
        new RevealedNames(bench.Vault).OfAsync(_instance.Level, subject.Names, stop.Asked);

    private async ValueTask<TaskContext> ContextAsync(MapValue revealed, IStepRunner steps, StopSignals stop)
    {
        var policy = _instance.Group.Policy;
        var spec = _instance.Group.Spec;
        return new TaskContext
        {
            Installation = subject.Planned.Plan.Installation,
            Operation = subject.OperationOf(request.Kind),
            RunId = request.RunId,
            TaskName = _instance.Name,
            Attempt = request.Number,
            Epoch = request.Epoch,
            AttemptId = request.Id,
            Key = subject.Key,
            FromVersion = subject.FromVersionOf(request.Kind),
            ToVersion = subject.ToVersionOf(request.Kind),
            Cause = request.Cause?.ToString().ToLowerInvariant(),
            Spec = (MapValue)spec.Render(revealed),
            Input = revealed,
            RecordedOutputs = (MapValue)await bench.Vault.RevealAsync(subject.Outputs, stop.Asked).ConfigureAwait(false),
            PackageDirectory = Path.Combine(packageFolder, _instance.Level.Folder),
            WorkDirectory = "",
            WorkFolder = new Lazy<string>(() => site.WorkFolder(request.RunId, request.Task, _instance.Name)),
            LogDirectory = "",
            LogFolder = new Lazy<string>(() => site.LogFolder(request.RunId, request.Task, _instance.Name, request.Number)),
            Limits = new AttemptLimits(policy.Timeout, policy.Grace, policy.Leftovers, policy.Idempotent),
            Steps = steps,
            Stop = stop,
            Time = bench.Time,
            HostEnvironment = bench.HostEnvironment,
        };
    }

    private TaskOutcome Settle(TaskOutcome.Succeeded done, MapValue revealed, TaskContext context)
    {
        var contract = new OutputContract(_instance.Definition, subject.Names, revealed, bench.Vault);
        var outputs = contract.Settle(done.Outputs);
        foreach (var name in contract.Dropped)
        {
            Note(context, MessageCatalogue.English.Format("contract-dropped", name));
        }

        return outputs is null
            ? new TaskOutcome.Failed(contract.Breach())
            : done with { Outputs = outputs, ServiceVersion = ServiceVersion(done, revealed) };
    }

    private ProbeOutcome Settle(ProbeOutcome.Done done, MapValue revealed)
    {
        var contract = new OutputContract(_instance.Definition, subject.Names, revealed, bench.Vault);
        return contract.Settle(done.Outputs) is { } outputs
            ? new ProbeOutcome.Done(outputs)
            : new ProbeOutcome.CannotTell(contract.Breach().Message);
    }

    /// <summary>What the package says, else what the type found, else the package's own version.</summary>
    private string? ServiceVersion(TaskOutcome.Succeeded done, MapValue revealed)
    {
        if (_instance.Definition.Service?.Version is { } written)
        {
            var scope = done.Outputs.Entries.Aggregate(revealed, (names, e) => names.With(e.Key, e.Value));
            var version = TaskGroup.Compile(written).Render(scope);
            return version is StringValue text ? text.Text : version.ToString();
        }

        return done.ServiceVersion ?? _instance.Level.Manifest.Version.ToString();
    }

    /// <summary>A remark of ours goes where the task's own go: whoever reads the log of the attempt sees it.</summary>
    private static void Note(TaskContext context, string text) =>
        File.AppendAllText(Path.Combine(context.LogDirectory, "notes.log"), text + "\n", Encoding.UTF8);
}

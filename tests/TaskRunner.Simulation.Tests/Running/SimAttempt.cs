using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Secrets;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.Simulation.Tests.Packages;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Running;

/// <summary>One attempt, as a task type makes it: named steps and nothing else that could be seen outside.</summary>
internal sealed class SimAttempt(Machine machine, World world, ISecretVault vault, string runner, AttemptRequest attempt, string input)
{
    private const int ExitNotDone = 3;
    private readonly SimTask _task = world.Package.Tasks[attempt.Task];

    public async ValueTask<TaskOutcome> RunAsync(IStepRunner steps, StopSignals stop)
    {
        if (_task.Shape == Shape.Process)
        {
            return await RunProcessAsync(steps, "run");
        }

        if (_task.Shape == Shape.ProcessThenCall && await RunProcessAsync(steps, "prepare") is not TaskOutcome.Succeeded and var bad)
        {
            return bad;
        }

        var end = (MapValue)await steps.EffectAsync("call", CallAsync);
        var outputs = (MapValue)end["outputs"]!;
        return end["exit"]!.Equals(Value.From(0)) ? new TaskOutcome.Succeeded(outputs) : Failed("exit", 1);
    }

    public async ValueTask<ProbeOutcome> ProbeAsync(IStepRunner steps, StopSignals stop)
    {
        var effect = world[attempt.Task];
        var end = await steps.RunAsync("probe", Spec("probe"));
        return (end, effect) switch
        {
            (ProcessOutcome.Exited, Effect.Done) when !_task.ProbeIsBlind => new ProbeOutcome.Done(Seal(LastOutputs())),
            (ProcessOutcome.Exited, Effect.None) when !_task.ProbeIsBlind => new ProbeOutcome.NotDone(),
            _ => new ProbeOutcome.CannotTell($"exit other than 0 and {ExitNotDone}"),
        };
    }

    private async ValueTask<TaskOutcome> RunProcessAsync(IStepRunner steps, string step) => await steps.RunAsync(step, Spec(step)) switch
    {
        ProcessOutcome.Exited { Code: 0 } => new TaskOutcome.Succeeded(step == "run" ? Seal(OutputsOf(step)) : MapValue.Empty),
        ProcessOutcome.Exited e => Failed("exit", e.Code),
        ProcessOutcome.Signalled => Failed("signal", null),
        ProcessOutcome.NotStarted => Failed("launch", null),
        ProcessOutcome.Lost lost => new TaskOutcome.Unknown(lost.Evidence),
        ProcessOutcome.Stopped { Killed: true } when !_task.Idempotent => new TaskOutcome.Unknown("killed"),
        ProcessOutcome.Stopped { Cause: StopCause.Timeout } => Failed("timeout", null),
        _ => new TaskOutcome.Cancelled(),
    };

    private async ValueTask<Value> CallAsync(CancellationToken stop)
    {
        var deed = world.Begin(JobOf("call"), isProcess: false, runner);
        var act = world.Package.ActOf(attempt.Task, attempt.Kind, attempt.Number, "call");
        try
        {
            await machine.WaitAsync(act.Takes, stop);
        }
        catch (OperationCanceledException)
        {
            world.Cut(deed, new ProcessOutcome.Stopped(StopCause.Cancelled, Killed: false));
            throw;
        }

        if (deed.End is null)
        {
            world.Finish(deed, act.ExitCode);
        }

        return MapValue.Of(("exit", Value.From(act.ExitCode)), ("outputs", Seal(deed.Outputs)));
    }

    private ProcessSpec Spec(string step)
    {
        var policy = _task.ToPlanned(world.Package.Verb).Policy;
        return ProcessTable.Spec(JobOf(step), policy.Timeout, policy.Grace, World.Canary);
    }

    private Job JobOf(string step) => new(attempt.Task, attempt.Kind, attempt.Number, step, attempt.Id, input);

    private MapValue OutputsOf(string step) => attempt.Kind == AttemptKind.Execute ? world.OutputsOf(JobOf(step)) : MapValue.Empty;

    /// <summary>A probe reads what the work itself has left.</summary>
    private MapValue LastOutputs() =>
        world.Ledger.Last(d => d.Job.Task == attempt.Task && d.Job.Kind == AttemptKind.Execute && d.Job.Step != "prepare").Outputs;

    private MapValue Seal(MapValue outputs) => outputs["token"] is { } token ? outputs.With("token", vault.Seal(token)) : outputs;

    private static TaskOutcome.Failed Failed(string reason, int? exitCode) => new(new TaskFailure(reason, exitCode, ""));
}

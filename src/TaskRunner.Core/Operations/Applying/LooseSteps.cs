using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Operations.Applying;

/// <summary>Steps that are recorded nowhere, for a look changes nothing.</summary>
internal sealed class LooseSteps(ILauncher launcher, StopSignals stop) : IStepRunner
{
    public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => launcher.RunAsync(process, stop);

    public ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect) => effect(stop.Asked);
}

using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// The steps of an attempt that was given secrets. No task type has to remember it: its processes are masked, and what an in-process
/// effect returns, which the journal keeps, holds secrets sealed.
/// </summary>
internal sealed class MaskedSteps(IStepRunner steps, RevealedSecrets secrets, ISecretVault vault, CancellationToken cancellationToken) : IStepRunner
{
    public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) =>
        steps.RunAsync(step, process.Secrets is null ? process with { Secrets = secrets.Texts } : process);

    public async ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect)
    {
        var recorded = await steps.EffectAsync(step, async stop => Seal(await effect(stop).ConfigureAwait(false))).ConfigureAwait(false);
        return await vault.RevealAsync(recorded, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IAsyncDisposable> LockAsync(string key, Action<LocalizableString> waiting) => steps.LockAsync(key, waiting);

    private Value Seal(Value value) => value switch
    {
        MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = Seal(e.Value) })], map.Span),
        ListValue list => new ListValue([.. list.Items.Select(Seal)], list.Span),
        SecretValue => value,
        _ => secrets.IsIn(value) ? vault.Seal(value) : value,
    };
}

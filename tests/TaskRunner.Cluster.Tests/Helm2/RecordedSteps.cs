using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests.Helm2;

/// <summary>Keeps what effects return, as the journal does.</summary>
internal sealed class RecordedSteps : IStepRunner
{
    public Dictionary<string, Value> Recorded { get; } = [];

    public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => throw new InvalidOperationException("there are no processes here");

    public async ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect) =>
        Recorded[step] = await effect(TestContext.Current.CancellationToken);
}

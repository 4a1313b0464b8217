using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// Makes a release of helm 2 one of helm 3, before helm 3 or 4 goes on with it. It works on the records only, never on what the release
/// made. Looking reads; every effect is a named step; after a kill anywhere a new look finds what is left to do.
/// </summary>
internal sealed class TakeOver(Cluster cluster)
{
    private const string BackUp = "helm2 back up ";

    /// <param name="plan">What a look found.</param>
    /// <param name="context">The attempt that does it.</param>
    /// <exception cref="RefusedException">What is there now is not what was seen.</exception>
    public async ValueTask RunAsync(TakeOverPlan plan, TaskContext context)
    {
        if (plan.ChangesNothing)
        {
            return;
        }

        await context.Steps.EffectAsync("helm2 plan", _ => new ValueTask<Value>(new ListValue([.. plan.Lines().Select(Value.From)]))).ConfigureAwait(false);
        foreach (var write in plan.Writes)
        {
            await EffectAsync(context, $"helm2 create {write.Target.Name}", cancel => CreateAsync(write, cancel)).ConfigureAwait(false);
        }

        foreach (var write in plan.Writes)
        {
            await EffectAsync(context, $"helm2 verify {write.Target.Name}", cancel => VerifyAsync(write, cancel)).ConfigureAwait(false);
        }

        foreach (var record in plan.Removes)
        {
            await context.Steps.EffectAsync(BackUp + record.Target, async cancel =>
                await cluster.GetAsync(record.Target, cancel).ConfigureAwait(false) is { } source ? context.Seal(source) : Value.Null).ConfigureAwait(false);
            await EffectAsync(context, $"helm2 remove {record.Target}", cancel => cluster.DeleteAsync(record.Target, record.Uid, cancel)).ConfigureAwait(false);
        }
    }

    /// <summary>Puts back Tiller's records that the attempt removed; what helm 3 has of them stays.</summary>
    public async ValueTask RestoreAsync(TaskContext context)
    {
        foreach (var source in context.RecordedSteps.Where(s => s.Key.StartsWith(BackUp, StringComparison.Ordinal)).Select(s => s.Value).OfType<MapValue>())
        {
            var target = ObjectRef.Of(source);
            await EffectAsync(context, $"helm2 restore {target}", async cancel =>
            {
                if (await cluster.GetAsync(target, cancel).ConfigureAwait(false) is null)
                {
                    await cluster.CreateAsync(Application.Bare(source), cancel).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
    }

    private static async ValueTask EffectAsync(TaskContext context, string step, Func<CancellationToken, ValueTask> effect) =>
        await context.Steps.EffectAsync(step, async cancel =>
        {
            await effect(cancel).ConfigureAwait(false);
            return Value.Null;
        }).ConfigureAwait(false);

    private async ValueTask CreateAsync(ConvertedRevision revision, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.CreateAsync(revision.Secret, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.AlreadyExists)
        {
            await VerifyAsync(revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Read back, unpacked and compared byte for byte.</summary>
    private async ValueTask VerifyAsync(ConvertedRevision revision, CancellationToken cancellationToken)
    {
        var stored = await cluster.GetAsync(revision.Target, cancellationToken).ConfigureAwait(false);
        if (stored is null || !ReleaseSecret.Unpack(stored).AsSpan().SequenceEqual(GoJson.ToUtf8(revision.Release)))
        {
            throw Detection.Different(revision, stored is null ? "it is gone" : Detection.DifferenceOf(revision, stored) ?? "its bytes");
        }
    }
}

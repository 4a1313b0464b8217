using System.Collections.Immutable;
using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The objects of a release as the cluster has them.</summary>
internal sealed class Workloads(HelmRelease release)
{
    private const int MostPods = 3;

    public async ValueTask<ImmutableArray<(ObjectRef Target, MapValue? Found)>> ObjectsAsync(string manifest)
    {
        var all = ImmutableArray.CreateBuilder<(ObjectRef, MapValue?)>();
        foreach (var document in ManifestDocument.Split(manifest))
        {
            all.Add(await FindAsync(document.Target).ConfigureAwait(false));
        }

        return all.ToImmutable();
    }

    public async ValueTask<ServiceState> StateAsync(string manifest) =>
        Readiness.Together([.. (await ObjectsAsync(manifest).ConfigureAwait(false)).Select(o => Readiness.Of(o.Found).State)]);

    /// <summary>Which are not ready and why, down to their pods; empty where all are.</summary>
    public async ValueTask<string> NotReadyAsync(int revision)
    {
        if (await release.Storage.ReadAsync(revision, CancellationToken.None).ConfigureAwait(false) is not { } record)
        {
            return "";
        }

        var reasons = new List<string>();
        foreach (var (target, found) in await ObjectsAsync(record.Manifest).ConfigureAwait(false))
        {
            if (Readiness.Of(found) is { State: not ServiceState.Ready } readiness)
            {
                reasons.Add($"{target.Key}: {string.Join(", ", await PodsAsync(found).ConfigureAwait(false) is { Count: > 0 } pods ? [readiness.Reason, .. pods] : (string[])[readiness.Reason])}");
            }
        }

        return string.Join("; ", reasons);
    }

    private async ValueTask<(ObjectRef Target, MapValue? Found)> FindAsync(ObjectRef target)
    {
        try
        {
            if (target.Namespace.Length == 0 && await release.Cluster.IsNamespacedAsync(target, CancellationToken.None).ConfigureAwait(false))
            {
                target = target with { Namespace = release.Space };
            }

            return (target, await release.Cluster.GetAsync(target, CancellationToken.None).ConfigureAwait(false));
        }
        catch (ClusterException e) when (e.Fault is ClusterFault.UnknownKind or ClusterFault.Forbidden)
        {
            return (target, null);
        }
    }

    private async ValueTask<List<string>> PodsAsync(MapValue? owner)
    {
        if ((owner?["spec"] as MapValue)?["selector"] is not MapValue selector || selector["matchLabels"] is not MapValue labels)
        {
            return [];
        }

        var query = string.Join(',', labels.Entries.Select(e => $"{e.Key}={(e.Value as StringValue)?.Text}"));
        var pods = await release.Cluster.ListAsync(new ObjectRef("v1", "Pod", ObjectRef.Of(owner!).Namespace, ""), query, CancellationToken.None).ConfigureAwait(false);
        return [.. pods.Where(p => Readiness.Of(p).State != ServiceState.Ready).Take(MostPods).Select(p => $"pod {ObjectRef.Of(p).Name}: {PodReason.Of(p)}")];
    }
}

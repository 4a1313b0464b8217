using System.Collections.Immutable;
using TaskRunner.Services;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The objects of a release as the cluster has them.</summary>
internal sealed class Workloads(HelmRelease release)
{
    private const int MostPods = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

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
    public async ValueTask<string> NotReadyAsync(int revision) =>
        await DescribeAsync(await JudgedAsync(revision, Readiness.Of).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>
    /// Waits until all have rolled out, where the task shall wait at all. Helm 4 may call a release deployed by what its workloads were <em>before</em>: it looks into a cache of
    /// the API server that can be older than what helm itself has just applied. We ask for what is true now.
    /// </summary>
    /// <param name="revision">What helm says is deployed.</param>
    /// <param name="since">When waiting began, of the context's clock.</param>
    /// <returns>Which did not, and why; empty where all did.</returns>
    public async ValueTask<string> RolledOutAsync(int revision, long since)
    {
        while (release.Spec.Waits)
        {
            var behind = await JudgedAsync(revision, Rollout.Of).ConfigureAwait(false);
            if (behind.Count == 0 || behind.Any(b => b.Is.IsFinal) || release.Context.Time.GetElapsedTime(since) > release.Spec.OwnTimeout(release.Context.Limits))
            {
                return await DescribeAsync(behind).ConfigureAwait(false);
            }

            await Task.Delay(Pause, release.Context.Time, release.Asked).ConfigureAwait(false);
        }

        return "";
    }

    /// <summary>Whether all have rolled out by now, where the task shall wait at all.</summary>
    public async ValueTask<bool> HaveRolledOutAsync(int revision) =>
        !release.Spec.Waits || (await JudgedAsync(revision, Rollout.Of).ConfigureAwait(false)).Count == 0;

    private async ValueTask<List<(ObjectRef Target, MapValue? Found, Readiness Is)>> JudgedAsync(int revision, Func<MapValue?, Readiness> judge) =>
        await release.Storage.ReadAsync(revision, CancellationToken.None).ConfigureAwait(false) is { } record
            ? [.. (await ObjectsAsync(record.Manifest).ConfigureAwait(false)).Select(o => (o.Target, o.Found, Is: judge(o.Found))).Where(o => o.Is.State != ServiceState.Ready)]
            : [];

    private async ValueTask<string> DescribeAsync(List<(ObjectRef Target, MapValue? Found, Readiness Is)> behind)
    {
        var reasons = new List<string>();
        foreach (var (target, found, readiness) in behind)
        {
            reasons.Add($"{target.Key}: {string.Join(", ", (string[])[readiness.Reason, .. await PodsAsync(found).ConfigureAwait(false)])}");
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

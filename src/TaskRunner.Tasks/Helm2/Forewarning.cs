using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>What in a release of helm 2 will stand in the way of an upgrade by helm 3.</summary>
internal sealed class Forewarning(Cluster cluster)
{
    private static readonly string[] WithSelectors = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

    public async ValueTask<IReadOnlyList<LocalizableString>> OfAsync(MapValue release, CancellationToken cancellationToken)
    {
        var problems = new DiagnosticBag();
        var objects = Manifests.Read("manifest", ObjectRef.Text(release, "manifest"), problems);
        var notes = new List<LocalizableString>();
        notes.AddRange(objects.Where(HasFixedHeritage).Select(o => LocalizableString.Of("helm2-heritage", ObjectRef.Of(o).Key)));
        foreach (var kind in objects.Select(o => ObjectRef.Of(o) with { Namespace = "", Name = "" }).Distinct())
        {
            if (!await IsKnownAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                notes.Add(LocalizableString.Of("helm2-removed-api", $"{kind.ApiVersion} {kind.Kind}", Names(objects, kind)));
            }
        }

        notes.AddRange(Hooks(release).Where(IsCrdInstall).Select(h => LocalizableString.Of("helm2-crd-hook", ObjectRef.Text(h, "path"))));
        return notes;
    }

    /// <summary>These fields of an object cannot be changed, and charts for helm 3 say <c>Helm</c> there.</summary>
    private static bool HasFixedHeritage(MapValue source)
    {
        var spec = Map(source, "spec");
        var claims = (spec["volumeClaimTemplates"] as ListValue)?.Items.OfType<MapValue>().Select(c => Map(Map(c, "metadata"), "labels")) ?? [];
        return WithSelectors.Contains(ObjectRef.Text(source, "kind"))
            && claims.Prepend(Map(Map(spec, "selector"), "matchLabels")).Any(labels => ObjectRef.Text(labels, "heritage") == "Tiller");
    }

    private static bool IsCrdInstall(MapValue hook) =>
        (hook["events"] as ListValue)?.Items.Any(e => e is StringValue { Text: "crd-install" }) == true;

    private static IEnumerable<MapValue> Hooks(MapValue release) => (release["hooks"] as ListValue)?.Items.OfType<MapValue>() ?? [];

    private static string Names(IEnumerable<MapValue> objects, ObjectRef kind) => string.Join(
        ", ", objects.Select(ObjectRef.Of).Where(o => o.Kind == kind.Kind && o.ApiVersion == kind.ApiVersion).Select(o => o.Name).Order(StringComparer.Ordinal));

    private static MapValue Map(MapValue map, string key) => map[key] as MapValue ?? MapValue.Empty;

    private async ValueTask<bool> IsKnownAsync(ObjectRef kind, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.IsNamespacedAsync(kind, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.UnknownKind)
        {
            return false;
        }
    }
}

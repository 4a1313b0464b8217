using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// The records of one release in one place: a namespace and a kind. Their labels are known, newest first; their contents are read when
/// they are wanted, for a Tiller that kept everything has hundreds.
/// </summary>
internal sealed class TillerStore(Cluster cluster, string space, string kind, IReadOnlyList<TillerRecord> records)
{
    private static readonly string[] Kinds = ["ConfigMap", "Secret"];
    private readonly Dictionary<string, TillerRecord> _read = [];

    /// <summary>Labels only, newest first.</summary>
    public IReadOnlyList<TillerRecord> Records => records;

    public TillerRecord Newest => records[0];

    public override string ToString() => $"{space} ({kind})";

    /// <summary>Looks into every namespace, or where the task says; without the right to see all, into Tiller's usual one and the release's own.</summary>
    /// <param name="cluster">Whose records.</param>
    /// <param name="spec">Where to look.</param>
    /// <param name="release">Of that name.</param>
    /// <param name="releaseSpace">The namespace of the release.</param>
    /// <param name="closed">Gets what may not be looked into.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<IReadOnlyList<TillerStore>> FindAsync(
        Cluster cluster, TakeOverSpec spec, string release, string releaseSpace, ICollection<string> closed, CancellationToken cancellationToken)
    {
        var found = new List<TillerRecord>();
        foreach (var kind in Kinds.Where(k => spec.Storage.Length == 0 || spec.Storage == k))
        {
            try
            {
                found.AddRange(await ListAsync(cluster, kind, spec.TillerNamespace, release, cancellationToken).ConfigureAwait(false));
            }
            catch (ClusterException e) when (e.Fault == ClusterFault.Forbidden && spec.TillerNamespace.Length == 0)
            {
                foreach (var space in new[] { "kube-system", releaseSpace }.Distinct())
                {
                    found.AddRange(await TryListAsync(cluster, kind, space, release, closed, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        return [.. found.GroupBy(r => (r.Namespace, r.Kind)).OrderBy(g => g.Key.Namespace, StringComparer.Ordinal).ThenBy(g => g.Key.Kind, StringComparer.Ordinal)
            .Select(g => new TillerStore(cluster, g.Key.Namespace, g.Key.Kind, [.. g.OrderByDescending(r => r.Revision)]))];
    }

    /// <summary>The record with its contents; null if it is gone.</summary>
    public async ValueTask<TillerRecord?> ReadAsync(TillerRecord record, CancellationToken cancellationToken)
    {
        if (!_read.TryGetValue(record.Name, out var whole) && await cluster.GetAsync(record.Target, cancellationToken).ConfigureAwait(false) is { } source)
        {
            _read.Add(record.Name, whole = TillerRecord.Of(source));
        }

        return whole;
    }

    private static async ValueTask<IEnumerable<TillerRecord>> TryListAsync(
        Cluster cluster, string kind, string space, string release, ICollection<string> closed, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(cluster, kind, space, release, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Fault == ClusterFault.Forbidden)
        {
            closed.Add($"{space} ({kind})");
            return [];
        }
    }

    private static async ValueTask<IEnumerable<TillerRecord>> ListAsync(Cluster cluster, string kind, string space, string release, CancellationToken cancellationToken) =>
        (await cluster.ListMetadataAsync(new ObjectRef("v1", kind, space, ""), $"OWNER=TILLER,NAME={release}", cancellationToken).ConfigureAwait(false)).Select(TillerRecord.Of);
}

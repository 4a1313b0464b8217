using System.Collections.Immutable;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>Where helm keeps a release: Secrets of its namespace. Read here directly, for that is what counts, and costs no process.</summary>
internal sealed class ReleaseStorage(Cluster cluster, string space, string release)
{
    /// <returns>The first first; empty where there is no such release.</returns>
    public async ValueTask<ImmutableArray<ReleaseRevision>> HistoryAsync(CancellationToken cancellationToken)
    {
        var found = await cluster.ListMetadataAsync(new ObjectRef("v1", "Secret", space, ""), $"owner=helm,name={release}", cancellationToken).ConfigureAwait(false);
        return [.. found.Select(f => ReleaseRevision.Of(ObjectRef.Metadata(f))).OrderBy(r => r.Number)];
    }

    public async ValueTask<ReleaseRecord?> ReadAsync(int revision, CancellationToken cancellationToken) =>
        await cluster.GetAsync(Place(revision), cancellationToken).ConfigureAwait(false) is { } secret ? ReleaseRecord.Of(secret) : null;

    /// <summary>Notes on a revision of ours that this attempt is about to roll it back: what is pending after it is then ours too.</summary>
    public async ValueTask MarkRollbackAsync(int revision, string attempt, CancellationToken cancellationToken)
    {
        var place = Place(revision);
        var labels = MapValue.Of((ReleaseRevision.RollbackLabel, new StringValue(attempt)));
        var patch = MapValue.Of(
            ("apiVersion", new StringValue("v1")),
            ("kind", new StringValue("Secret")),
            ("metadata", MapValue.Of(("name", new StringValue(place.Name)), ("namespace", new StringValue(space)), ("labels", labels))));
        await cluster.ApplyAsync(patch, force: true, cancellationToken).ConfigureAwait(false);
    }

    private ObjectRef Place(int revision) => new("v1", "Secret", space, ReleaseSecret.NameOf(release, revision));
}

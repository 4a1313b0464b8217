using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>Some revisions of a release as helm 3 shall keep them, oldest first, and those it cannot keep.</summary>
internal sealed record Conversion(IReadOnlyList<ConvertedRevision> Revisions, IReadOnlyList<UnreadableRevision> Unreadable)
{
    /// <summary>Of what a Secret holds; the API server takes no more.</summary>
    private const int MostBytes = 1 << 20;

    private const long Deployed = 1, Deleting = 5, PendingInstall = 6, PendingRollback = 8;

    /// <param name="records">The contents of revisions, in any order.</param>
    /// <param name="release">Which release they must be of.</param>
    /// <param name="space">In which namespace.</param>
    public static Conversion Of(IEnumerable<TillerRecord> records, string release, string space)
    {
        var decoded = new List<(TillerRecord Record, WireMessage Release, long Status)>();
        var unreadable = new List<UnreadableRevision>();
        foreach (var record in records.OrderBy(r => r.Revision))
        {
            try
            {
                var message = record.Decode();
                decoded.Add((record, message, StatusOf(message)));
            }
            catch (InvalidDataException e)
            {
                unreadable.Add(new UnreadableRevision(record, e.Message));
            }
        }

        var newestDeployed = decoded.FindLastIndex(d => d.Status == Deployed);
        var converted = new List<ConvertedRevision>();
        for (var i = 0; i < decoded.Count; i++)
        {
            try
            {
                var isLast = i == decoded.Count - 1;
                converted.Add(Convert(decoded[i].Record, decoded[i].Release, Correct(decoded[i].Status, isLast, i == newestDeployed), release, space));
            }
            catch (InvalidDataException e)
            {
                unreadable.Add(new UnreadableRevision(decoded[i].Record, e.Message));
            }
        }

        return new Conversion(converted, unreadable);
    }

    /// <summary>
    /// What Tiller left half done is failed, or helm 3 would refuse to go on; of several revisions that are called deployed the
    /// newest is. Null: the status is as it was.
    /// </summary>
    private static string? Correct(long status, bool isLast, bool isNewestDeployed) => status switch
    {
        Deployed when !isNewestDeployed => "superseded",
        Deleting or (>= PendingInstall and <= PendingRollback) when isLast => "failed",
        _ => null,
    };

    private static long StatusOf(WireMessage release) => release.Message(2)?.Message(1)?.Number(1) ?? 0;

    private static ConvertedRevision Convert(TillerRecord record, WireMessage message, string? status, string release, string space)
    {
        var mapped = ReleaseMapping.Of(message, status);
        if (ObjectRef.Text(mapped, "name") is var name && name != release)
        {
            throw new InvalidDataException($"it is of a release “{name}”");
        }

        if (ObjectRef.Text(mapped, "namespace") is var of && of != space)
        {
            throw new InvalidDataException($"it is of a release in namespace “{of}”");
        }

        var secret = ReleaseSecret.Of(mapped, record.Label("CREATED_AT"));
        var size = System.Convert.FromBase64String(ObjectRef.Text((MapValue)secret["data"]!, "release")).Length;
        return size <= MostBytes
            ? new ConvertedRevision(record, mapped, secret)
            : throw new InvalidDataException($"it has {size >> 10} KiB as helm 3 keeps it, and an object holds {MostBytes >> 10}");
    }
}

/// <summary>One revision as it shall be written.</summary>
internal sealed record ConvertedRevision(TillerRecord Source, MapValue Release, MapValue Secret)
{
    public int Revision => (int)((Release["version"] as NumberValue)?.AsDouble ?? 0);

    public string Status => ObjectRef.Text((MapValue)Release["info"]!, "status");

    public ObjectRef Target => ObjectRef.Of(Secret);
}

/// <summary>A revision that helm 3 cannot keep, and why.</summary>
internal sealed record UnreadableRevision(TillerRecord Record, string Why);

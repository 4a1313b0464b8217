using System.Globalization;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// Looks whether helm 2 has a release, whether helm 3 has it already, in part or another one of that name, and so what is to be done.
/// The table is in docs/helm2.md.
/// </summary>
internal sealed partial class Detection(Cluster cluster, TakeOverSpec spec, string release, string space)
{
    private const int LongestName = 53;
    private const string Deleted = "DELETED";

    /// <summary>Only reads.</summary>
    /// <exception cref="RefusedException">What is there cannot be taken over, or not without a person's word.</exception>
    /// <exception cref="ClusterException">The cluster cannot be asked.</exception>
    public async ValueTask<TakeOverPlan> LookAsync(CancellationToken cancellationToken)
    {
        if (spec.Rule == TakeOverRule.Ignore)
        {
            return new TakeOverPlan(null, [], [], []);
        }

        var closed = new List<string>();
        var found = await TillerStore.FindAsync(cluster, spec, release, space, closed, cancellationToken).ConfigureAwait(false);
        var notes = closed.Select(c => LocalizableString.Of("helm2-closed", release, c)).ToList();
        var here = new List<TillerStore>();
        foreach (var tiller in found)
        {
            if (await SpaceOfAsync(tiller, cancellationToken).ConfigureAwait(false) is { } other && other != space)
            {
                notes.Add(LocalizableString.Of("helm2-elsewhere", release, tiller.ToString(), other, space));
            }
            else
            {
                here.Add(tiller);
            }
        }

        return here.Count switch
        {
            0 => new TakeOverPlan(null, [], [], notes),
            1 => await LookAsync(here[0], notes, cancellationToken).ConfigureAwait(false),
            _ => throw new RefusedException(RefusalKind.NotAllowed, "TR9441", release, string.Join(", ", here)),
        };
    }

    public static RefusedException Different(ConvertedRevision revision, string difference) => new(
        RefusalKind.NotAllowed, "TR9444", ObjectRef.Text(revision.Release, "name"), revision.Revision.ToString(CultureInfo.InvariantCulture), revision.Source.Target.ToString(), revision.Target.ToString(), difference);

    /// <returns>Where they differ first, or null.</returns>
    public static string? DifferenceOf(ConvertedRevision revision, MapValue secret)
    {
        try
        {
            return Sameness.Difference(revision.Release, (MapValue)JsonReader.ReadTrusted(ReleaseSecret.Unpack(secret)));
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or InvalidCastException)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex ReleaseName();

    /// <summary>Null where it cannot be told: then it may be ours.</summary>
    private static async ValueTask<string?> SpaceOfAsync(TillerStore tiller, CancellationToken cancellationToken)
    {
        try
        {
            return (await tiller.ReadAsync(tiller.Newest, cancellationToken).ConfigureAwait(false))?.Decode().Text(8);
        }
        catch (InvalidDataException)
        {
            return null; // the conversion will say why it cannot be read
        }
    }

    private async ValueTask<TakeOverPlan> LookAsync(TillerStore tiller, List<LocalizableString> notes, CancellationToken cancellationToken)
    {
        if (tiller.Newest.Label("STATUS") == Deleted)
        {
            notes.Add(LocalizableString.Of("helm2-deleted", release, tiller.ToString()));
            return new TakeOverPlan(null, [], [], notes);
        }

        var conversion = Conversion.Of(await SelectAsync(tiller, cancellationToken).ConfigureAwait(false), release, space);
        RefuseUnreadable(tiller, conversion);
        if (conversion.Revisions.Count == 0)
        {
            return new TakeOverPlan(null, [], [], notes); // gone since it was listed
        }

        notes.AddRange(conversion.Unreadable.Select(u => LocalizableString.Of("helm2-unreadable", u.Record.Target.ToString(), u.Why)));
        var stored = await StoredAsync(cancellationToken).ConfigureAwait(false);
        RefuseDifferent(conversion, stored);
        var hasGoneOn = stored.Keys.DefaultIfEmpty(0).Max() > conversion.Revisions[^1].Revision;
        var writes = conversion.Revisions.Where(r => !hasGoneOn && !stored.ContainsKey(r.Revision)).ToArray();
        RefuseByRule(tiller, writes);
        if (!hasGoneOn)
        {
            notes.AddRange(await new Forewarning(cluster).OfAsync(Current(conversion).Release, cancellationToken).ConfigureAwait(false));
        }

        var unreadable = conversion.Unreadable.Select(u => u.Record.Name).ToHashSet(StringComparer.Ordinal);
        var removes = spec.Removes ? tiller.Records.Where(r => !unreadable.Contains(r.Name)).Reverse().ToArray() : [];
        return new TakeOverPlan(tiller, writes, removes, notes) { Newest = conversion.Revisions[^1] };
    }

    private static ConvertedRevision Current(Conversion conversion) =>
        conversion.Revisions.LastOrDefault(r => r.Status == "deployed") ?? conversion.Revisions[^1];

    /// <summary>The newest, and the one that is deployed however old it is.</summary>
    private async ValueTask<IReadOnlyList<TillerRecord>> SelectAsync(TillerStore tiller, CancellationToken cancellationToken)
    {
        var chosen = tiller.Records.Take(spec.Revisions).ToList();
        if (tiller.Records.FirstOrDefault(r => r.Label("STATUS") == "DEPLOYED") is { } deployed && !chosen.Contains(deployed))
        {
            chosen.Add(deployed);
        }

        var read = new List<TillerRecord>();
        foreach (var record in chosen)
        {
            if (await tiller.ReadAsync(record, cancellationToken).ConfigureAwait(false) is { } whole)
            {
                read.Add(whole);
            }
        }

        return read;
    }

    private async ValueTask<Dictionary<int, MapValue>> StoredAsync(CancellationToken cancellationToken)
    {
        var stored = new Dictionary<int, MapValue>();
        foreach (var secret in await cluster.ListAsync(new ObjectRef("v1", "Secret", space, ""), $"owner=helm,name={release}", cancellationToken).ConfigureAwait(false))
        {
            if (int.TryParse(ObjectRef.Text(ObjectRef.Metadata(secret)["labels"] as MapValue ?? MapValue.Empty, "version"), CultureInfo.InvariantCulture, out var revision))
            {
                stored[revision] = secret;
            }
        }

        return stored;
    }

    private void RefuseUnreadable(TillerStore tiller, Conversion conversion)
    {
        if (release.Length > LongestName || !ReleaseName().IsMatch(release))
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9442", release);
        }

        var deployed = tiller.Records.FirstOrDefault(r => r.Label("STATUS") == "DEPLOYED");
        if (conversion.Unreadable.FirstOrDefault(u => u.Record.Name == tiller.Newest.Name || u.Record.Name == deployed?.Name) is { } lost)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9443", lost.Record.Target.ToString(), lost.Why);
        }
    }

    private void RefuseDifferent(Conversion conversion, Dictionary<int, MapValue> stored)
    {
        foreach (var revision in conversion.Revisions)
        {
            if (stored.TryGetValue(revision.Revision, out var secret) && DifferenceOf(revision, secret) is { } difference)
            {
                throw Different(revision, difference);
            }
        }
    }

    private void RefuseByRule(TillerStore tiller, ConvertedRevision[] writes)
    {
        if (spec.Rule == TakeOverRule.Refuse && writes.Length > 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9440", release, tiller.ToString());
        }
    }
}

using TaskRunner.Diagnostics;

namespace TaskRunner.Tasks.Helm2;

/// <summary>What is to be done with a release of helm 2; nothing, most of the time.</summary>
/// <param name="From">Where Tiller keeps it; null: there is none to take over.</param>
/// <param name="Writes">Revisions helm 3 does not have yet, oldest first.</param>
/// <param name="Removes">Tiller's records that go, oldest first.</param>
/// <param name="Notes">What a person should know before the upgrade.</param>
internal sealed record TakeOverPlan(TillerStore? From, IReadOnlyList<ConvertedRevision> Writes, IReadOnlyList<TillerRecord> Removes, IReadOnlyList<LocalizableString> Notes)
{
    public bool ChangesNothing => Writes.Count == 0 && Removes.Count == 0;

    /// <summary>The state helm 3 will find: the newest revision there will be, or null where nothing is taken over.</summary>
    public ConvertedRevision? Newest { get; init; }

    /// <summary>One line for each object that is written (+) or removed (-).</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Writes.Select(w => $"+ {w.Target}: revision {w.Revision}, {w.Status}, of {w.Source.Target}"),
        .. Removes.Select(r => $"- {r.Target}"),
    ];
}

using System.Collections.Immutable;

namespace TaskRunner.Cli.Drill;

/// <summary>Collects findings; the same thing seen after several crashes is one, with all its places.</summary>
internal sealed class Findings
{
    private readonly Dictionary<(FindingKind, string?, string?), (Finding Finding, List<Trial?> Places)> _found = [];

    /// <returns>Whether it is the first of its kind.</returns>
    public bool Add(Finding finding, Trial? place)
    {
        var key = (finding.Kind, finding.Task, finding.What);
        var isNew = !_found.TryGetValue(key, out var known);
        if (isNew)
        {
            _found[key] = known = (finding, []);
        }

        known.Places.Add(place);
        return isNew;
    }

    public ImmutableArray<Finding> Of(Func<FindingKind, bool> kinds) =>
        [.. _found.Values.Where(f => kinds(f.Finding.Kind)).OrderBy(f => f.Finding.Kind).Select(f => f.Finding with { Places = [.. f.Places] })];
}

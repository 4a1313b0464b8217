using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>What was answered to one scope's questions, layer over layer, before defaults.</summary>
/// <param name="All">With recorded answers that only another mode asks for: kept for the day that mode comes back.</param>
/// <param name="Removed">Paths of recorded answers nobody asks for any more.</param>
internal sealed record ScopeAnswers(MapValue All, ImmutableArray<string> Removed)
{
    /// <summary>Pointers of answers that were given but could not stand.</summary>
    public IReadOnlyCollection<string> Refused { get; private init; } = [];

    /// <summary>Whether the answer was given and refused: that it is missing then would be the same mistake told twice.</summary>
    public bool IsRefused(string pointer) =>
        Refused.Any(r => pointer == r || (pointer.StartsWith(r, StringComparison.Ordinal) && pointer[r.Length] == '/'));

    public static ScopeAnswers Gather(
        ScopeQuestions asked, SchemaFacets everywhere, Value? recorded, IEnumerable<AnswerLayer> layers, ResolutionTools tools)
    {
        var removed = ImmutableArray.CreateBuilder<string>();
        var all = recorded is MapValue map ? Retain(map, everywhere, asked.Name, removed) : MapValue.Empty;
        var check = new AnswerCheck(asked, everywhere, tools.Mask, tools.Diagnostics);
        foreach (var layer in layers)
        {
            all = layer switch
            {
                AnswerLayer.Document { Config: { } config } when asked.Task is null => Lay(all, check.Check(config.Value), asked),
                AnswerLayer.Document document when asked.Task is not null => document.Tasks.Where(t => t.Key == asked.Task)
                    .Aggregate(all, (below, task) => Lay(below, check.Check(task.Value), asked)),
                AnswerLayer.Setting setting when setting.Task == asked.Task => Assign(all, setting.Assignment, asked, everywhere, check, tools),
                _ => all,
            };
        }

        return new ScopeAnswers(AnswerMerge.Pruned(all, asked.Facets), removed.ToImmutable()) { Refused = check.Refused };
    }

    /// <summary>The part of answers that questions ask for; the paths of the rest go to <paramref name="removed"/>.</summary>
    public static MapValue Retain(MapValue answers, SchemaFacets facets, string path, ImmutableArray<string>.Builder? removed)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>(answers.Entries.Length);
        foreach (var entry in answers.Entries)
        {
            var here = $"{path}.{AnswerPath.Escape(entry.Key)}";
            if (facets.AsksNothing || !(facets.IsOpen || facets.Declares(entry.Key)))
            {
                removed?.Add(here);
                continue;
            }

            var property = facets.Property(entry.Key);
            entries.Add(entry.Value is MapValue inner && !property.AsksNothing && !property.IsSecret
                ? entry with { Value = Retain(inner, property, here, removed) }
                : entry);
        }

        return new MapValue(entries.DrainToImmutable(), answers.Span);
    }

    private static MapValue Lay(MapValue below, MapValue above, ScopeQuestions asked) =>
        (MapValue)AnswerMerge.Over(below, above, asked.Facets);

    /// <summary>
    /// An assignment is first checked by itself, as if it were a file with nothing else in it; only where nothing is wrong with
    /// it does it touch the answers.
    /// </summary>
    private static MapValue Assign(
        MapValue all, Assignment assignment, ScopeQuestions asked, SchemaFacets everywhere, AnswerCheck check, ResolutionTools tools)
    {
        var diagnostics = tools.Diagnostics;
        var scopeSteps = asked.Task is null ? 1 : 2;
        if (assignment.MayBeSecret(everywhere, scopeSteps))
        {
            tools.Mask.Hide(assignment.Span);
        }

        var before = diagnostics.Count;
        if (assignment.Alone(asked.Facets, scopeSteps, diagnostics) is not MapValue alone)
        {
            return all;
        }

        check.Check(alone);
        var isSound = diagnostics.Count == before;
        return isSound && assignment.Apply(all, asked.Facets, scopeSteps, diagnostics) is MapValue applied ? applied : all;
    }
}

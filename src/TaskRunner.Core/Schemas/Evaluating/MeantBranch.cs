using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary>
/// Picks, of alternatives that all failed, the one that was meant: right type first, then the one whose constants the value
/// has, then the one that knows most of its keys, then the one with the fewest errors. Where the alternatives fail alike in
/// their first decision, one error names all of them.
/// </summary>
internal static class MeantBranch
{
    public static IEnumerable<Breach> Explain(Judgement judgement, string keyword, List<Judgement> branches)
    {
        if (Together(judgement, keyword, branches) is { } one)
        {
            return [one];
        }

        var meant = branches[0];
        var best = Score(meant);
        foreach (var branch in branches.Skip(1))
        {
            var score = Score(branch);
            if (score.CompareTo(best) > 0)
            {
                (meant, best) = (branch, score);
            }
        }

        return meant.Breaches!;
    }

    private static Breach? Together(Judgement judgement, string keyword, List<Judgement> branches)
    {
        var own = branches.ConvertAll(OwnDecision);
        if (own.Count == 1 || own.Contains(null))
        {
            return null;
        }

        if (own.TrueForAll(b => b!.Code == "TR2050"))
        {
            var types = own.Aggregate(SchemaTypes.None, (all, b) => all | b!.Types);
            return own[0]! with { Node = judgement.Node, Keyword = keyword, Types = types, Arguments = [TypeNames.Describe(types), own[0]!.Arguments[1]] };
        }

        if (own.TrueForAll(b => b!.Code is "TR2051" or "TR2052"))
        {
            return ValueChecks.NotAllowed(judgement, judgement.Node, "TR2051", keyword, [.. own.SelectMany(b => b!.Allowed).Distinct()]);
        }

        return own.TrueForAll(b => b!.Code == "TR2053")
            ? new Breach("TR2077", judgement.Node, keyword, judgement.At, judgement.Value.Span, [string.Join(", ", own.Select(b => b!.Arguments[0]).Distinct())])
            : null;
    }

    /// <summary>The only breach of a branch, if it is about the value itself.</summary>
    private static Breach? OwnDecision(Judgement branch) =>
        branch.Breaches is [{ OwnText: null } only] && only.At == branch.At ? only : null;

    private static (bool Type, int WrongTags, int RightTags, int KnownKeys, int Gaps, int Errors) Score(Judgement branch)
    {
        var breaches = branch.Breaches!;
        var isType = !breaches.Exists(b => b.Code == "TR2050" && b.At == branch.At);
        var wrongTags = breaches.Count(b => b.Code is "TR2051" or "TR2052" && b.At.Parent == branch.At);
        var gaps = breaches.Count(b => (b.Code == "TR2053" && b.At == branch.At) || (b.Code == "TR2054" && b.At.Parent == branch.At));
        var (right, known) = branch.Value is MapValue map ? Familiar(branch.Node, map) : (0, 0);
        return (isType, -wrongTags, right, known, -gaps, -breaches.Count);
    }

    /// <summary>How many keys of the value the schema declares, and how many of those it pins to the value they have.</summary>
    private static (int RightTags, int KnownKeys) Familiar(SchemaNode node, MapValue map)
    {
        var (right, known) = node.Reference is { } reference ? Familiar(reference, map) : (0, 0);
        foreach (var (name, schema, _) in node.Properties)
        {
            if (map.TryGet(name, out var value))
            {
                known++;
                right += (schema.Const is { } only && only.Equals(value)) || (!schema.Enum.IsDefault && schema.Enum.Contains(value)) ? 1 : 0;
            }
        }

        foreach (var part in node.Composition?.AllOf ?? [])
        {
            var (moreRight, moreKnown) = Familiar(part, map);
            (right, known) = (right + moreRight, known + moreKnown);
        }

        return (right, known);
    }
}

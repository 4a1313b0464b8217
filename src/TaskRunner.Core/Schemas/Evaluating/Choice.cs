using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Evaluating;

/// <summary><c>oneOf</c> and <c>anyOf</c>: finds the branch that is meant and speaks of that one only.</summary>
internal sealed class Choice(Evaluation evaluation, Judgement judgement, CompositionRules rules, string keyword, ImmutableArray<SchemaNode> branches)
{
    private bool IsOneOf => keyword == "oneOf";

    public void Run()
    {
        if (rules.Discriminator is { } discriminator && judgement.Value is MapValue map && Decide(discriminator, map))
        {
            return;
        }

        var judged = branches.Select(branch => evaluation.Judge(branch, judgement.Value, judgement.At)).ToList();
        var valid = judged.FindAll(j => j.IsValid);
        // A branch that takes the plain scalar as it is goes before one that reads it as a string.
        var natural = valid.FindAll(j => !j.IsCoerced);
        valid = natural.Count > 0 ? natural : valid;
        if (valid.Count == 0)
        {
            foreach (var breach in MeantBranch.Explain(judgement, keyword, judged))
            {
                judgement.Add(breach);
            }
        }
        else if (IsOneOf)
        {
            TakeOne(valid);
        }
        else
        {
            TakeAny(valid);
        }
    }

    private void TakeOne(List<Judgement> valid)
    {
        if (valid.Count == 1)
        {
            Adopt(valid[0]);
            return;
        }

        judgement.IsUnsure |= valid.Exists(j => j.IsUnsure);
        if (valid.Count(j => !j.IsUnsure) > 1)
        {
            judgement.Breach("TR2075", keyword, string.Join(", ", valid.Where(j => !j.IsUnsure).Select(Name)));
        }
    }

    private void TakeAny(List<Judgement> valid)
    {
        Adopt(valid.Find(j => !j.IsUnsure) ?? valid[0]);
        foreach (var parts in valid.Select(j => j.Evaluated).OfType<EvaluatedParts>())
        {
            judgement.Parts.Add(parts);
        }
    }

    /// <summary>Takes what a branch filled in, unless another branch would then fit too.</summary>
    private void Adopt(Judgement branch)
    {
        var changes = !ReferenceEquals(branch.Value, judgement.Value);
        var stays = changes && IsOneOf && branches.Any(b => b != branch.Node && evaluation.Judge(b, branch.Value, judgement.At).IsValid);
        var before = judgement.Value;
        judgement.Include(branch);
        judgement.Value = stays ? before : judgement.Value;
    }

    /// <returns>Whether the discriminator said which branch is meant, or that none is.</returns>
    private bool Decide(SchemaDiscriminator discriminator, MapValue map)
    {
        if (!map.TryGet(discriminator.Property, out var value))
        {
            judgement.Add(new Breach("TR2053", judgement.Node, "discriminator", judgement.At, map.Span, [discriminator.Property]));
            return true;
        }

        var text = value is StringValue s ? s.Text : value.PlainText;
        if (text is null || discriminator.Branches.IsEmpty)
        {
            return false;
        }

        foreach (var (name, branch) in discriminator.Branches)
        {
            if (name == text && branches.Contains(branch))
            {
                evaluation.Include(judgement, branch);
                return true;
            }
        }

        ReportUnknown(discriminator, value, text);
        return true;
    }

    private void ReportUnknown(SchemaDiscriminator discriminator, Value value, string text)
    {
        var names = discriminator.Branches.Select(b => b.Value).Distinct().ToArray();
        var at = judgement.At.Then(discriminator.Property);
        judgement.Add(new Breach("TR2078", judgement.Node, "discriminator", at, value.Span, [discriminator.Property, string.Join(", ", names)])
        {
            DidYouMean = NearestName.Of(text, names),
        });
    }

    private static string Name(Judgement branch) =>
        branch.Node.Title ?? branch.Node.Reference?.Title ?? (branch.Node.Reference ?? branch.Node).Pointer;
}

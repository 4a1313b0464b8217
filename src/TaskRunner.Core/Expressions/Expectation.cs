using System.Collections.Immutable;

namespace TaskRunner.Expressions;

/// <summary>What the surroundings of a node say about it: which paths are not null here, and whether null is provided for.</summary>
internal readonly record struct Expectation(ImmutableHashSet<string> NotNull, bool NullIsFine)
{
    private static readonly Expectation None = new([], false);

    public Expectation AsOperand => this with { NullIsFine = false };

    /// <summary>For a node whose truth is asked: null is false.</summary>
    public Expectation AsTested => this with { NullIsFine = true };

    public static Expectation Given(IEnumerable<Expression>? conditions) =>
        (conditions ?? []).Aggregate(None, (around, condition) => around.After(condition.Root, outcome: true));

    /// <summary>What is known besides when a condition turned out so.</summary>
    public Expectation After(Node condition, bool outcome)
    {
        var known = NotNull.ToBuilder();
        Learn(known, condition, outcome);
        return this with { NotNull = known.Count == NotNull.Count ? NotNull : known.ToImmutable() };
    }

    public bool KnowsNotNull(AccessNode access, int steps) => NotNull.Count > 0 && PathOf(access, steps) is { } path && NotNull.Contains(path);

    private static void Learn(ImmutableHashSet<string>.Builder known, Node condition, bool outcome)
    {
        switch (condition)
        {
            case AccessNode access when outcome:
                AddPrefixes(known, access);
                break;
            case NotNode not:
                Learn(known, not.Operand, !outcome);
                break;
            case FoldNode { Fold: Fold.And or Fold.Or } fold when fold.Fold == Fold.And == outcome:
                foreach (var operand in fold.Operands)
                {
                    Learn(known, operand, outcome);
                }

                break;
            case CompareNode { Comparison: Comparison.Equal or Comparison.NotEqual } compare:
                LearnComparison(known, compare, outcome == (compare.Comparison == Comparison.Equal));
                break;
        }
    }

    /// <summary>What differs from null, or equals a literal that is not null, is not null.</summary>
    private static void LearnComparison(ImmutableHashSet<string>.Builder known, CompareNode compare, bool equal)
    {
        var (access, other) = compare.Left is AccessNode left ? (left, compare.Right) : (compare.Right as AccessNode, compare.Left);
        if (access is not null && other is LiteralNode literal && literal.Value is Values.NullValue != equal)
        {
            AddPrefixes(known, access);
        }
    }

    private static void AddPrefixes(ImmutableHashSet<string>.Builder known, AccessNode access)
    {
        for (var steps = 1; steps <= access.Steps.Length && PathOf(access, steps) is { } path; steps++)
        {
            known.Add(path);
        }
    }

    private static string? PathOf(AccessNode access, int steps)
    {
        if (access.Target is not NameNode root)
        {
            return null;
        }

        var names = new string[steps + 1];
        names[0] = root.Name;
        for (var i = 0; i < steps; i++)
        {
            if (access.Steps[i].StaticName is not { } name)
            {
                return null;
            }

            names[i + 1] = name;
        }

        return string.Join('\0', names);
    }
}

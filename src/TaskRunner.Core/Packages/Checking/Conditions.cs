using TaskRunner.Expressions;
using TaskRunner.Model;

namespace TaskRunner.Packages.Checking;

/// <summary>Compares the conditions of tasks by what is written: all of one's must be among the other's.</summary>
internal static class Conditions
{
    /// <summary>Whether a task that runs under the first conditions runs only when one under the second does.</summary>
    public static bool Include(IEnumerable<Expression> reader, IEnumerable<Expression> read)
    {
        var own = reader.SelectMany(Parts).ToHashSet(StringComparer.Ordinal);
        return read.SelectMany(Parts).All(own.Contains);
    }

    /// <summary>What is joined by <c>&amp;&amp;</c> is several conditions. White space around operators is the author's.</summary>
    private static IEnumerable<string> Parts(Expression expression)
    {
        var text = expression.Place.Text;
        return expression.Root is FoldNode { Fold: Fold.And } and
            ? and.Operands.Select(o => Plain(text[o.Start..o.End]))
            : [Plain(expression.Text)];
    }

    private static string Plain(string text)
    {
        if (text.Contains('\'', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal))
        {
            return text.Trim(); // a blank may be part of a literal
        }

        return string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
    }

    /// <summary>Whether a task can end without having run although nothing before it failed.</summary>
    public static bool MaySkip(TaskDefinition task) => !task.When.IsEmpty;
}

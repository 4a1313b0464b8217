namespace TaskRunner.Tasks.Helm;

/// <summary>Two texts, line by line: what stays (<c> </c>, only near changes), what goes (<c>-</c>), what comes (<c>+</c>).</summary>
internal static class LineDiff
{
    private const int Context = 2;

    /// <summary>Beyond this many pairs of lines the texts are told apart as a whole: nobody reads such a difference.</summary>
    private const long MostPairs = 4_000_000;

    public static IEnumerable<string> Of(string[] before, string[] after)
    {
        if ((long)before.Length * after.Length > MostPairs)
        {
            return before.Select(l => "-" + l).Concat(after.Select(l => "+" + l));
        }

        var lines = Lines(before, after, Common(before, after));
        var isNear = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            for (var near = Math.Max(0, i - Context); near <= Math.Min(lines.Count - 1, i + Context) && lines[i][0] != ' '; near++)
            {
                isNear[near] = true;
            }
        }

        return lines.Where((_, i) => isNear[i]);
    }

    private static List<string> Lines(string[] before, string[] after, int[,] common)
    {
        var lines = new List<string>();
        var (i, j) = (0, 0);
        while (i < before.Length || j < after.Length)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                lines.Add(" " + before[i++]);
                j++;
            }
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("-" + before[i++]);
            }
            else
            {
                lines.Add("+" + after[j++]);
            }
        }

        return lines;
    }

    /// <summary>The length of the longest common part of what follows each pair of places.</summary>
    private static int[,] Common(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}

namespace TaskRunner.Diagnostics;

/// <summary>
/// Finds the known name a person probably meant: the one with the fewest insertions, deletions, replacements and swaps of
/// neighbours (a change of case costs half of one, a difference in case alone next to nothing). At most a third of the letters may differ; of equals the first is taken.
/// </summary>
public static class NearestName
{
    private const int Change = 2;
    private const int CaseChange = 1;
    private const int LongestCompared = 64;

    /// <returns>The nearest of <paramref name="known"/>, or null when none is near or <paramref name="name"/> is among them.</returns>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestCompared)
        {
            return null;
        }

        string? nearest = null;
        var best = (Math.Max(1, name.Length / 3) * Change) + 1;
        foreach (var candidate in known)
        {
            if (candidate == name)
            {
                return null;
            }

            if (best > CaseChange && candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                (nearest, best) = (candidate, CaseChange);
            }
            else if (Math.Abs(candidate.Length - name.Length) * Change < best && Distance(name, candidate, best) is var cost && cost < best)
            {
                (nearest, best) = (candidate, cost);
            }
        }

        return nearest;
    }

    /// <summary>The optimal string alignment distance; gives up at <paramref name="limit"/>.</summary>
    private static int Distance(string a, string b, int limit)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j * Change;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i * Change;
            var smallest = row[0];
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + Change, last[j - 1] + Replace(a[i - 1], b[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + Change);
                }

                smallest = Math.Min(smallest, row[j]);
            }

            if (smallest >= limit)
            {
                return limit;
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    private static int Replace(char a, char b) =>
        a == b ? 0 : char.ToLowerInvariant(a) == char.ToLowerInvariant(b) ? CaseChange : Change;
}

namespace TaskRunner.Model;

/// <summary>Names of packages, tasks, services and installations, and the keys of <c>forEach</c>: <c>database</c>, <c>shop-db</c>, <c>shard[eu-1]</c>.</summary>
public static class TaskName
{
    private const int Longest = 63;
    private const int LongestKey = 128;

    /// <summary><c>^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$</c>: what is safe as a host name, a file name and a shell word.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > Longest || name[0] == '-' || name[^1] == '-')
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A key of <c>forEach</c>: 1 to 128 characters without <c>[ ] / \</c> and control characters; it becomes part of a name and of a path.</summary>
    public static bool IsValidKey(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > LongestKey || key is "." or ".." || key.ContainsAny("[]/\\"))
        {
            return false;
        }

        foreach (var c in key)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The nearest text that would be a valid name: <c>My DB</c> gives <c>my-db</c>; null when nothing is left.</summary>
    public static string? Propose(string text)
    {
        var kept = new string([.. text.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]).Trim('-');
        return kept.Length > 0 && kept != text ? kept : null;
    }
}

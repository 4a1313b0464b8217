using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// Judges the paths of a package, in a folder and in an archive alike, so that what is packed can be unpacked anywhere: no way
/// out of the folder, nothing that another system reads differently, no two names that one of them takes for the same.
/// </summary>
internal sealed class EntryNames(PackageLimits limits, DiagnosticBag diagnostics)
{
    private const int LongestName = 255;
    private const int LongestPath = 1024;

    /// <summary>By lower case: the path as written, and what is known of it.</summary>
    private readonly Dictionary<string, (string Path, bool IsFolder, bool IsListed)> _seen = new(StringComparer.Ordinal);
    private int _count;

    /// <returns>Whether the entry may be used; else the reason was reported.</returns>
    public bool Accept(string path, bool isFolder)
    {
        if (++_count > limits.Entries)
        {
            return Refuse("TR1405", path, $"{limits.Entries:N0}");
        }

        if (!IsValid(path))
        {
            return Refuse("TR1403", Printable(path));
        }

        if (path.AsSpan().Count('/') >= limits.FolderDepth)
        {
            return Refuse("TR1408", path, $"{limits.FolderDepth}");
        }

        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!Remember(path[..slash], isFolder: true, isListed: false))
            {
                return false;
            }
        }

        return Remember(path, isFolder, isListed: true);
    }

    private bool Remember(string path, bool isFolder, bool isListed)
    {
        var key = path.ToLowerInvariant();
        if (!_seen.TryGetValue(key, out var known))
        {
            _seen.Add(key, (path, isFolder, isListed));
            return true;
        }

        if (known.Path != path)
        {
            return Refuse("TR1404", path, known.Path);
        }

        if (!isFolder || !known.IsFolder || (isListed && known.IsListed))
        {
            return Refuse("TR1413", path);
        }

        _seen[key] = known with { IsListed = known.IsListed || isListed };
        return true;
    }

    private static bool IsValid(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return false;
        }

        foreach (var c in path)
        {
            // The replacement character is what a name that is not UTF-8 becomes when it is read.
            if (char.IsControl(c) || IsDeceptive(c) || c is '\\' or '\uFFFD' || char.IsSurrogate(c) && !IsPaired(path))
            {
                return false;
            }
        }

        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or ".." || Encoding.UTF8.GetByteCount(part) > LongestName)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is not seen, breaks lines or turns the direction of writing shows a name as another than it is.</summary>
    private static bool IsDeceptive(char c) => c is '\u061C' or '\u200B' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF';

    private static bool IsPaired(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (char.IsSurrogate(path[i]) && !(i + 1 < path.Length && char.IsSurrogatePair(path[i], path[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string Printable(string path) => string.Concat(path.Take(LongestName).Select(c => char.IsControl(c) || IsDeceptive(c) ? '\uFFFD' : c));

    private bool Refuse(string code, params ReadOnlySpan<string> arguments)
    {
        diagnostics.Error(code, SourceSpan.None, arguments);
        return false;
    }
}

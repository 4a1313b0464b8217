using System.IO.Enumeration;

namespace TaskRunner.Packages;

/// <summary>
/// A pattern over paths of a package: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders. Without a <c>/</c> it is
/// about names in every folder, with one about the path from the package's root; one that ends in <c>/</c> means all in a folder.
/// </summary>
public sealed class PackageGlob
{
    private const string AnyFolders = "**";
    private readonly string[] _parts;

    private PackageGlob(string[] parts) => _parts = parts;

    public static PackageGlob Parse(string pattern)
    {
        var parts = pattern.Trim('/').Split('/');
        var isRooted = pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        string[] before = isRooted ? [] : [AnyFolders];
        string[] after = pattern.EndsWith('/') ? [AnyFolders, "*"] : [];
        return new PackageGlob([.. before, .. parts, .. after]);
    }

    /// <summary>Whether it is about paths of a package at all: relative, with <c>/</c>, and no way out in it.</summary>
    public static bool StaysInside(string pattern) =>
        !pattern.StartsWith('/') && !pattern.Contains('\\', StringComparison.Ordinal)
        && pattern.TrimEnd('/') is { Length: > 0 } path && path.Split('/').All(p => p is not ("" or "." or ".."));

    /// <param name="path">Relative, with <c>/</c>.</param>
    public bool Matches(string path) => Matches(_parts, path.Split('/'));

    /// <summary>Whether everything below a folder matches.</summary>
    public bool MatchesFolder(string path) => Matches(path) || (_parts is [.., AnyFolders, "*"] && Matches(_parts.AsSpan(0, _parts.Length - 2), path.Split('/')));

    private static bool Matches(ReadOnlySpan<string> parts, ReadOnlySpan<string> names)
    {
        // Only the last ** seen needs to take more: what an earlier one could take, it can.
        var (part, name, star, retry) = (0, 0, -1, 0);
        while (name < names.Length)
        {
            if (part < parts.Length && parts[part] == AnyFolders)
            {
                (star, retry) = (part++, name);
            }
            else if (part < parts.Length && FileSystemName.MatchesSimpleExpression(parts[part], names[name], ignoreCase: false))
            {
                part++;
                name++;
            }
            else if (star >= 0)
            {
                (part, name) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return part == parts.Length;
    }
}

using TaskRunner.Diagnostics;

namespace TaskRunner.Tasks.Shell;

/// <summary>Paths as packages write them: relative, with '/', never out of the package.</summary>
internal static class PackagePath
{
    public static bool IsInside(string path) =>
        path.Length > 0 && !path.StartsWith('/') && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The first link on the way to a file, or null. A package consists of files and folders only.</summary>
    public static string? FindLink(string package, string path)
    {
        var parts = path.Split('/');
        for (var i = 1; i <= parts.Length; i++)
        {
            var part = string.Join('/', parts[..i]);
            if (new FileInfo(Path.Combine(package, part)).LinkTarget is not null)
            {
                return part;
            }
        }

        return null;
    }

    /// <exception cref="RefusedException">It does not lie inside the package.</exception>
    public static string Resolve(string package, string path) =>
        IsInside(path) && FindLink(package, path) is null
            ? Path.Combine(package, path)
            : throw new RefusedException(RefusalKind.Invalid, "TR9022", path);
}

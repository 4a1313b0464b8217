using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Tasks.Shell;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>Files of a package by path, or by a pattern as in <c>files:</c>, in the order of their paths. Links are not followed.</summary>
internal static class ManifestFiles
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <returns>Paths relative to the package; a path that is no pattern is returned as it is.</returns>
    /// <exception cref="RefusedException">It does not lie inside the package.</exception>
    public static IReadOnlyList<string> Expand(string package, string path)
    {
        if (!IsPattern(path))
        {
            PackagePath.Resolve(package, path);
            return [path];
        }

        var parts = path.Split('/');
        var folder = string.Join('/', parts.TakeWhile((p, i) => i < parts.Length - 1 && !IsPattern(p)));
        var root = folder.Length == 0 ? package : PackagePath.Resolve(package, folder);
        var glob = PackageGlob.Parse(path);
        return !Directory.Exists(root) ? [] :
        [
            .. Directory.EnumerateFiles(root, "*", All)
                .Select(f => Path.GetRelativePath(package, f))
                .Where(glob.Matches)
                .Order(StringComparer.Ordinal),
        ];
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// What of a folder belongs to the package: every file and folder but those of version control, archives of the package itself
/// that were built into it (<c>NAME-….tgz</c> at its root), and what <c>.taskrunnerignore</c> names (one pattern a line,
/// <c>#</c> for comments; see <see cref="PackageGlob"/>).
/// </summary>
internal static class FolderContent
{
    public const string IgnoreFile = ".taskrunnerignore";
    private static readonly string[] VersionControl = [".git", ".hg", ".svn", ".bzr", "CVS"];

    /// <returns>Entries sorted by path; where errors were added the list is of no use.</returns>
    public static IReadOnlyList<PackageEntry> List(string folder, PackageLimits limits, DiagnosticBag diagnostics)
    {
        var entries = new List<PackageEntry>();
        try
        {
            Add(new DirectoryInfo(folder), "", new Search(Ignored(folder), entries, new EntryNames(limits, diagnostics), limits, diagnostics));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("TR1103", SourceSpan.None, folder, e.Message);
        }

        if (entries.Sum(e => e.Length) > limits.TotalBytes)
        {
            diagnostics.Error("TR1407", SourceSpan.None, $"{limits.TotalBytes:N0}");
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    private sealed record Search(PackageGlob[] Ignored, List<PackageEntry> Entries, EntryNames Names, PackageLimits Limits, DiagnosticBag Diagnostics);

    private static void Add(DirectoryInfo folder, string prefix, Search search)
    {
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + item.Name;
            var isFolder = item.Attributes.HasFlag(FileAttributes.Directory) && item.LinkTarget is null;
            if (VersionControl.Contains(item.Name) || search.Ignored.Any(g => isFolder ? g.MatchesFolder(path) : g.Matches(path)))
            {
                continue;
            }

            if (!search.Names.Accept(path, isFolder))
            {
                if (search.Entries.Count >= search.Limits.Entries)
                {
                    return;
                }
            }
            else if (isFolder)
            {
                search.Entries.Add(new PackageEntry(path, null, 0));
                Add((DirectoryInfo)item, path + "/", search);
            }
            else if (IsRegular(item, path, search.Limits, search.Diagnostics))
            {
                search.Entries.Add(new PackageEntry(path, item.FullName, ((FileInfo)item).Length));
            }
        }
    }

    private static bool IsRegular(FileSystemInfo item, string path, PackageLimits limits, DiagnosticBag diagnostics)
    {
        if (item.LinkTarget is { } target)
        {
            diagnostics.Error("TR1401", SourceSpan.None, path, target);
            return false;
        }

        if (!FileKind.IsRegular(item.FullName))
        {
            diagnostics.Error("TR1402", SourceSpan.None, path);
            return false;
        }

        if (((FileInfo)item).Length > limits.FileBytes)
        {
            diagnostics.Error("TR1406", SourceSpan.None, path, $"{limits.FileBytes:N0}");
            return false;
        }

        return true;
    }

    private static PackageGlob[] Ignored(string folder)
    {
        var file = Path.Combine(folder, IgnoreFile);
        var written = new FileInfo(file) is { Exists: true, Length: > 0 }
            ? File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            : [];
        return [.. written.Concat(OwnArchives(folder)).Select(PackageGlob.Parse)];
    }

    /// <summary>Without this, building a package in its own folder twice would pack the first archive into the second.</summary>
    private static string[] OwnArchives(string folder)
    {
        if (!Directory.EnumerateFiles(folder, "*.tgz*").Any())
        {
            return [];
        }

        var ignored = new DiagnosticBag(); // who reads the manifest reports what is wrong with it
        var manifest = ManifestFile.Find(folder, folder, ignored);
        return manifest is not null
            && ManifestFile.Read(Path.Combine(folder, manifest), manifest, PackageLimits.Default, ignored) is MapValue root
            && root["name"] is StringValue name
                ? [$"/{name.Text}-*.tgz", $"/{name.Text}-*.tgz.part"]
                : [];
    }
}

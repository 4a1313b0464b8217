using System.Collections.Concurrent;
using System.Security.Cryptography;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Packages.Archives;
using TaskRunner.Planning.Instances;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Digests of a package's files, each read once. Thread safe.</summary>
internal sealed class PackageFiles(string directory)
{
    private readonly ConcurrentDictionary<string, Value> _digests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TaskGroup, MapValue> _ofGroups = new();
    private readonly ConcurrentDictionary<string, string[]> _listings = new(StringComparer.Ordinal);

    /// <summary>Digests by path of what the spec names and the globs of <c>files:</c> match, sorted.</summary>
    public MapValue Of(TaskGroup group) => _ofGroups.GetOrAdd(group, Read);

    private MapValue Read(TaskGroup group)
    {
        var root = Path.Combine(directory, group.Level.Folder);
        var paths = new SortedSet<string>(Named(group, root), StringComparer.Ordinal);
        foreach (var glob in group.Definition.Files)
        {
            paths.UnionWith(_listings.GetOrAdd(root, List).Where(PackageGlob.Parse(glob).Matches));
        }

        return paths.Count == 0
            ? MapValue.Empty
            : new MapValue([.. paths.Select(p => new MapEntry(p, _digests.GetOrAdd(Path.Combine(root, p), Digest)))]);
    }

    /// <summary>Errors of the check were reported by lint; a file that is missing counts as such.</summary>
    private static ICollection<string> Named(TaskGroup group, string root)
    {
        var check = new TaskCheck(group.Definition.Name, group.Definition.Spec, root);
        group.Type?.Check(check, new DiagnosticBag());
        return check.NamedFiles;
    }

    /// <summary>The files that belong to the package: those its archive has.</summary>
    private static string[] List(string root) =>
        [.. FolderContent.List(root, PackageLimits.Default, new DiagnosticBag()).Where(e => !e.IsFolder).Select(e => e.Path)];

    private static Value Digest(string path)
    {
        if (!File.Exists(path))
        {
            return Value.Null;
        }

        using var stream = File.OpenRead(path);
        return Value.From(Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}

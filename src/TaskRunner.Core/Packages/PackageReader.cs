using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages.Archives;
using TaskRunner.Packages.Reading;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Packages;

/// <summary>
/// Reads a package and checks everything that can be checked without a configuration. Runs nothing of it. The format is
/// described in <c>docs/package-format.md</c>.
/// </summary>
public static class PackageReader
{
    /// <param name="path">A folder, a <c>.tgz</c> archive of one, or the manifest in it.</param>
    /// <param name="types">The task types it may use.</param>
    /// <param name="limits">Bounds; see <see cref="PackageLimits.Default"/>.</param>
    /// <param name="diagnostics">Gets every error and warning at once, in the order of the file.</param>
    /// <returns>The package, or null after errors were added.</returns>
    public static Package? Read(string path, TaskTypeCatalog types, PackageLimits limits, DiagnosticBag diagnostics)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(path, path, types, limits, diagnostics);
        }

        if (!File.Exists(path))
        {
            diagnostics.Error("TR1101", SourceSpan.None, path);
            return null;
        }

        if (IsArchive(path))
        {
            return ReadArchive(path, types, limits, diagnostics);
        }

        if (Path.GetFileName(path) is ManifestFile.Yaml or ManifestFile.Json)
        {
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            return ReadFolder(folder, folder, types, limits, diagnostics);
        }

        diagnostics.Error("TR1107", SourceSpan.None, path);
        return null;
    }

    /// <summary>Reads a package for its errors and warnings alone; what an archive is unpacked to is removed again.</summary>
    /// <returns>Whether it is without errors.</returns>
    public static bool Check(string path, TaskTypeCatalog types, PackageLimits limits, DiagnosticBag diagnostics)
    {
        var package = Read(path, types, limits, diagnostics);
        if (package is not null && limits.UnpackFolder is null && File.Exists(path) && IsArchive(path))
        {
            Directory.Delete(package.Directory, recursive: true);
        }

        return package is not null;
    }

    private static Package? ReadArchive(string path, TaskTypeCatalog types, PackageLimits limits, DiagnosticBag diagnostics)
    {
        if (PackageArchive.Unpack(path, limits, diagnostics) is not { } folder)
        {
            return null;
        }

        var package = ReadFolder(folder, path, types, limits, diagnostics);
        if (package is null && limits.UnpackFolder is null)
        {
            Directory.Delete(folder, recursive: true); // nobody else learns where it is
        }

        return package;
    }

    private static bool IsArchive(string path) =>
        path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase);

    private static Package? ReadFolder(string folder, string displayName, TaskTypeCatalog types, PackageLimits limits, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var inner = new InnerPackages(displayName, ReadManifest, limits);
        var manifest = ReadManifest(folder, displayName, inner);
        FolderContent.List(folder, limits, own);
        diagnostics.AddRange(own.Items);
        return manifest is null || own.HasErrors
            ? null
            : new Package(manifest, folder) { Digest = new Lazy<string>(() => PackageArchive.DigestOf(folder, limits)) };

        PackageManifest? ReadManifest(string directory, string name, InnerPackages packages)
        {
            var found = new DiagnosticBag();
            var file = ManifestFile.Find(directory, name, found);
            var document = file is null ? null : ManifestFile.Read(Path.Combine(directory, file), Shown(name, file), limits, found);
            var read = document is null ? null : new ManifestReader(new ReadContext(found, types, directory, packages)).Read(document);
            own.AddRange(document is null ? found.Items : FoundInManifest.Tidy(found.Items, document));
            return found.HasErrors ? null : read;
        }
    }

    /// <summary>The manifest as a person in the current folder would write its path.</summary>
    private static string Shown(string folder, string file) => folder is "." or "./" ? file : Path.Combine(folder, file);
}

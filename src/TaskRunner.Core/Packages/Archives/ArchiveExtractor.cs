using System.Formats.Tar;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// The second pass: makes the files and folders of an archive in a folder that was empty and is ours. The framework's reader
/// names the entries; what is made of them is decided here, for its own extraction follows links out of its target.
/// </summary>
internal sealed class ArchiveExtractor(string target, PackageLimits limits, DiagnosticBag diagnostics)
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead;
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly EntryNames _names = new(limits, diagnostics);

    /// <returns>Whether all of it was made; else the reasons were reported.</returns>
    public bool Run(Stream tar)
    {
        var valid = true;
        using var reader = new TarReader(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.GlobalExtendedAttributes)
            {
                valid &= Take(entry);
                if (diagnostics.Count > MostErrors)
                {
                    return false;
                }
            }
        }

        return valid;
    }

    /// <summary>A hostile archive could have one wrong name after another; nobody reads that many.</summary>
    private const int MostErrors = 20;

    private bool Take(TarEntry entry)
    {
        var isFolder = entry.EntryType is TarEntryType.Directory;
        if (!isFolder && entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            diagnostics.Error("TR1411", SourceSpan.None, Shown(entry.Name), entry.EntryType.ToString());
            return false;
        }

        var path = Plain(entry.Name, isFolder);
        if (path.Length == 0 && isFolder)
        {
            return true; // the root itself, as `tar czf p.tgz .` writes it
        }

        if (!_names.Accept(path, isFolder))
        {
            return false;
        }

        if (isFolder)
        {
            MakeFolder(Path.Combine(target, path));
        }
        else
        {
            MakeFile(Path.Combine(target, path), entry.DataStream);
        }

        return true;
    }

    private static string Plain(string name, bool isFolder)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name == "." ? "" : name;
        return isFolder && path.EndsWith('/') ? path[..^1] : path;
    }

    private static string Shown(string name) => string.Concat(name.Take(200).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    private static void MakeFile(string path, Stream? content)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }

        using var file = new FileStream(path, options);
        content?.CopyTo(file);
    }
}

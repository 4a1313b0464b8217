using System.Security.Cryptography;

namespace TaskRunner.Cli.Drill;

/// <summary>The files tasks left in a sandbox, by path, each with what tells two of them apart. The store and TMPDIR do not count.</summary>
internal static class SandboxFiles
{
    private const long LargestRead = 64L << 20;

    public static Dictionary<string, string> Of(Sandbox sandbox)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(new DirectoryInfo(sandbox.Path), sandbox, files);
        return files;
    }

    private static void Add(DirectoryInfo folder, Sandbox sandbox, Dictionary<string, string> files)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.FullName == sandbox.Store.FullPath || entry.FullName == sandbox.Temporary)
            {
                continue;
            }

            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                Add(inner, sandbox, files);
            }
            else
            {
                files[Path.GetRelativePath(sandbox.Path, entry.FullName)] = Print(entry);
            }
        }
    }

    private static string Print(FileSystemInfo entry)
    {
        if (entry.LinkTarget is { } target)
        {
            return $"-> {target}";
        }

        // Reading a fifo or a socket would wait for somebody.
        if (entry is not FileInfo { Attributes: var attributes, Length: <= LargestRead and > 0 } file || attributes.HasFlag(FileAttributes.Device))
        {
            return entry is FileInfo { Length: var length } ? $"{length} bytes" : "";
        }

        try
        {
            using var stream = file.OpenRead();
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}

using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Packages.Archives;

/// <summary>Writes the tar of <see cref="TarFormat"/>.</summary>
internal static class ArchiveWriter
{
    /// <returns>The digest, or null after an error was added.</returns>
    public static string? Write(IReadOnlyList<PackageEntry> entries, Stream tar, DiagnosticBag diagnostics)
    {
        using var hashing = new HashingStream(tar);
        foreach (var entry in entries)
        {
            try
            {
                TarFormat.WriteHeader(hashing, entry.Path, entry.IsFolder, entry.Length);
                if (entry.Length > 0)
                {
                    CopyFile(entry, hashing);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Error("TR1103", SourceSpan.None, entry.Path, e.Message);
                return null;
            }
        }

        TarFormat.WriteEnd(hashing);
        return hashing.Digest();
    }

    private static void CopyFile(PackageEntry entry, Stream tar)
    {
        using var file = File.OpenRead(entry.File!);
        var buffer = new byte[64 << 10];
        var left = entry.Length;
        while (left > 0)
        {
            var count = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (count == 0)
            {
                throw new IOException("the file became shorter while it was read");
            }

            tar.Write(buffer, 0, count);
            left -= count;
        }

        TarFormat.WritePadding(tar, entry.Length);
    }
}

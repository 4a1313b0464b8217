using System.Buffers.Binary;
using System.IO.Compression;
using TaskRunner.Diagnostics;
using TaskRunner.Packages.Archives;
using TaskRunner.Values;

namespace TaskRunner.Packages;

/// <summary>
/// Packs folders into deterministic <c>.tgz</c> archives and unpacks such archives safely. Equal content gives equal bytes (by one
/// version of the program) and an equal digest (by all); which files belong is said at <c>.taskrunnerignore</c>.
/// </summary>
public static class PackageArchive
{
    /// <summary>Packs a folder.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="archive">Gets the archive; what was written before an error is of no use.</param>
    /// <param name="limits">What is packed can be unpacked under the same limits.</param>
    /// <param name="diagnostics">Gets every file that cannot be packed.</param>
    /// <returns>The digest <c>sha256:…</c>, or null after errors were added.</returns>
    public static string? Pack(string folder, Stream archive, PackageLimits limits, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var entries = FolderContent.List(folder, limits, own);
        diagnostics.AddRange(own.Items);
        if (own.HasErrors)
        {
            return null;
        }

        // The framework writes a gzip header without name and time, so that it is always the same.
        using var gzip = new GZipStream(archive, CompressionLevel.Optimal, leaveOpen: true);
        return ArchiveWriter.Write(entries, gzip, diagnostics);
    }

    /// <summary>The digest a folder's archive has, without compressing it.</summary>
    /// <exception cref="RefusedException">A file of it cannot be packed.</exception>
    public static string DigestOf(string folder, PackageLimits limits)
    {
        var diagnostics = new DiagnosticBag();
        var entries = FolderContent.List(folder, limits, diagnostics);
        diagnostics.ThrowIfErrors();
        var digest = ArchiveWriter.Write(entries, Stream.Null, diagnostics);
        diagnostics.ThrowIfErrors();
        return digest!;
    }

    /// <summary>
    /// Unpacks an archive into a folder that appears complete or not at all. Where it is there already nothing is done: it has the
    /// digest for a name, or the caller knows what it is.
    /// </summary>
    /// <param name="archive">The archive; it must be seekable, for it is judged whole before anything is made of it.</param>
    /// <param name="target">The folder to make; the folder above it is made when it is not there, for the owner only.</param>
    /// <param name="digest">What the content must be, or null where nobody promised anything.</param>
    /// <param name="limits">Bounds on the decompressed content.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <returns>Whether the folder is there now.</returns>
    public static bool Unpack(Stream archive, string target, string? digest, PackageLimits limits, DiagnosticBag diagnostics)
    {
        if (Directory.Exists(target))
        {
            return true;
        }

        string? fresh = null;
        try
        {
            fresh = FreshFolder(Path.GetDirectoryName(Path.GetFullPath(target))!);
            if (!TryFill(fresh, archive, digest, limits, diagnostics))
            {
                return false;
            }

            Directory.Move(fresh, target);
            fresh = null;
            return true;
        }
        catch (IOException) when (Directory.Exists(target))
        {
            return true; // another process was first with the same content
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("TR1416", SourceSpan.None, target, e.Message);
            return false;
        }
        finally
        {
            Remove(fresh);
        }
    }

    /// <summary>Unpacks an archive for reading, under <see cref="PackageLimits.UnpackFolder"/> by its digest, or into a temporary folder.</summary>
    internal static string? Unpack(string path, PackageLimits limits, DiagnosticBag diagnostics)
    {
        string? fresh = null;
        try
        {
            using var archive = File.OpenRead(path);
            fresh = limits.UnpackFolder is { } parent ? FreshFolder(parent) : Directory.CreateTempSubdirectory("taskrunner-").FullName;
            if (!TryFill(fresh, archive, null, limits, diagnostics))
            {
                return null;
            }

            var (made, folder) = (fresh, limits.UnpackFolder);
            fresh = null;
            return folder is null ? made : Settle(made, Path.Combine(folder, PackageDigest.FolderName(DigestOf(made, limits))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isOpen = fresh is not null; // then it is rather the place it is unpacked to that has no room
            diagnostics.Error(isOpen ? "TR1416" : "TR1103", SourceSpan.None, fresh ?? path, e.Message);
            return null;
        }
        finally
        {
            Remove(fresh);
        }
    }

    private static string Settle(string made, string target)
    {
        try
        {
            Directory.Move(made, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Remove(made); // the same content is there already
        }

        return target;
    }

    private static bool TryFill(string folder, Stream archive, string? digest, PackageLimits limits, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        try
        {
            var content = Decompress(archive, limits);
            var found = ArchiveScan.Run(content, limits);
            RequireWhole(archive, content.Position);
            if (digest is not null && digest != found)
            {
                own.Error("TR1415", SourceSpan.None, digest, found);
            }
            else
            {
                new ArchiveExtractor(folder, limits, own).Run(Decompress(archive, limits));
            }
        }
        catch (ArchiveException e)
        {
            own.Error(e.Code, SourceSpan.None, e.Arguments);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            own.Error("TR1410", SourceSpan.None); // what the framework's readers throw at broken bytes
        }

        diagnostics.AddRange(own.Items);
        return !own.HasErrors;
    }

    /// <summary>gzip ends with the length of what it holds; the framework's reader takes a file that was cut off there without a word.</summary>
    private static void RequireWhole(Stream archive, long length)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        archive.Position = Math.Max(0, archive.Length - trailer.Length);
        archive.ReadExactly(trailer);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != unchecked((uint)length))
        {
            throw new ArchiveException("TR1410");
        }
    }

    private static BoundedStream Decompress(Stream archive, PackageLimits limits)
    {
        archive.Position = 0;
        return new BoundedStream(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true), archive, limits);
    }

    /// <summary>On the file system of what it becomes, and for its owner only.</summary>
    private static string FreshFolder(string parent)
    {
        var path = Path.Combine(parent, "." + Path.GetRandomFileName());
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static void Remove(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

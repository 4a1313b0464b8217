using System.Security.Cryptography;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// The first pass over an archive: walks its headers and takes its digest without making anything of it. Here the sizes are
/// judged that the framework's reader would believe and reserve memory for.
/// </summary>
internal static class ArchiveScan
{
    /// <summary>Pax records about all that follows, or about nothing.</summary>
    private const char Global = 'g';

    private static ReadOnlySpan<byte> SizeKey => " size="u8;

    private static ReadOnlySpan<byte> SparseKeys => " GNU.sparse."u8;

    /// <returns>The digest of the tar.</returns>
    /// <exception cref="ArchiveException">A limit is broken, or it is no tar.</exception>
    public static string Run(Stream tar, PackageLimits limits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[TarFormat.Block];
        var (entries, isAwaited) = (0, false);
        while (Fill(tar, header, hash) && header.ContainsAnyExcept((byte)0))
        {
            if (++entries > 2L * limits.Entries)
            {
                throw new ArchiveException("TR1405", "", $"{limits.Entries:N0}"); // with as many extra records
            }

            var size = TarFormat.SizeOf(header);
            if (size < 0)
            {
                throw new ArchiveException("TR1410");
            }

            var kind = TarFormat.KindOf(header);
            isAwaited = IsExtra(kind) && (isAwaited || kind != Global);
            Skip(tar, size, IsExtra(kind), limits, hash);
        }

        if (isAwaited)
        {
            throw new ArchiveException("TR1410"); // what it was said about never comes
        }

        RequireOnlyZeros(tar, hash);
        return PackageDigest.Of(hash);
    }

    /// <summary>Records about the next entry: pax and GNU's long names.</summary>
    private static bool IsExtra(char kind) => kind is 'x' or 'X' or 'g' or 'L' or 'K';

    private static void Skip(Stream tar, long size, bool isExtra, PackageLimits limits, IncrementalHash hash)
    {
        if (isExtra && size > TarFormat.LongestExtra)
        {
            throw new ArchiveException("TR1410");
        }

        if (size > limits.FileBytes)
        {
            throw new ArchiveException("TR1406", "", $"{limits.FileBytes:N0}");
        }

        var buffer = new byte[64 << 10];
        for (var left = size + TarFormat.Padding(size); left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            if (!Fill(tar, part, hash))
            {
                throw new ArchiveException("TR1410");
            }

            // A size that says otherwise than the header would lead the two passes apart, and a file with holes is read by some
            // tools as what it stands for and by others as the list of its holes.
            if (isExtra && (part.IndexOf(SizeKey) >= 0 || part.IndexOf(SparseKeys) >= 0))
            {
                throw new ArchiveException("TR1410");
            }

            left -= part.Length;
        }
    }

    private static void RequireOnlyZeros(Stream tar, IncrementalHash hash)
    {
        var buffer = new byte[64 << 10];
        for (var count = tar.Read(buffer); count > 0; count = tar.Read(buffer))
        {
            hash.AppendData(buffer, 0, count);
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                throw new ArchiveException("TR1417");
            }
        }
    }

    /// <returns>False at the end, where a tar may stop without the two empty blocks.</returns>
    private static bool Fill(Stream tar, Span<byte> buffer, IncrementalHash hash)
    {
        var count = tar.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        hash.AppendData(buffer[..count]);
        return count == buffer.Length ? true : count == 0 ? false : throw new ArchiveException("TR1410");
    }
}

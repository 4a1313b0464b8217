using System.Buffers.Binary;
using System.Text;

namespace TaskRunner.Packages.Archives;

/// <summary>
/// The archive of a package is a POSIX tar of its files and folders, sorted by the bytes of their UTF-8 paths as .NET orders
/// UTF-16 texts ordinally, compressed with gzip. Every header is the same but for name, kind and size: mode 0644 (0755 for
/// folders), owner and time 0. A name that is not ASCII or does not fit goes in a pax record before its entry. It ends with two
/// empty blocks. The digest is that of the tar, not of the compressed file, for compressors change and content does not: equal
/// content has an equal digest wherever and whenever it was packed.
/// </summary>
internal static class TarFormat
{
    public const int Block = 512;
    public const int LongestExtra = 64 << 10;

    private const int NameLength = 100;
    private const int PrefixLength = 155;
    private const int SizeOffset = 124;
    private const int ChecksumOffset = 148;
    private const int KindOffset = 156;
    private const int MagicOffset = 257;
    private const int PrefixOffset = 345;

    public static void WriteHeader(Stream target, string path, bool isFolder, long length)
    {
        var shown = isFolder ? path + "/" : path;
        if (!TrySplit(shown, out var prefix, out var name))
        {
            var record = PaxRecord("path", shown);
            target.Write(Header("", "PaxHeader", 'x', 0x1A4, record.Length));
            target.Write(record);
            WritePadding(target, record.Length);
            (prefix, name) = ("", "long" + (isFolder ? "/" : ""));
        }

        target.Write(Header(prefix, name, isFolder ? '5' : '0', isFolder ? 0x1ED : 0x1A4, length));
    }

    public static void WritePadding(Stream target, long length)
    {
        Span<byte> zeros = stackalloc byte[Block];
        zeros.Clear();
        target.Write(zeros[..(int)Padding(length)]);
    }

    public static void WriteEnd(Stream target)
    {
        Span<byte> zeros = stackalloc byte[2 * Block];
        zeros.Clear();
        target.Write(zeros);
    }

    public static long Padding(long length) => (Block - (length % Block)) % Block;

    public static char KindOf(ReadOnlySpan<byte> header) => (char)header[KindOffset];

    /// <summary>The size in a header (octal, or binary as GNU writes large ones), or -1 where the header is none.</summary>
    public static long SizeOf(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + 8 ? 0 : header[i];
        }

        return Octal(header.Slice(ChecksumOffset, 8)) == sum ? Octal(header.Slice(SizeOffset, 12)) : -1;
    }

    private static long Octal(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
        }

        var value = 0L;
        foreach (var c in field.Trim((ReadOnlySpan<byte>)[(byte)' ', (byte)0]))
        {
            if (c is < (byte)'0' or > (byte)'7')
            {
                return -1;
            }

            value = (value << 3) + (c - '0');
        }

        return value;
    }

    /// <summary>A name over 100 bytes is split at a slash into two fields.</summary>
    private static bool TrySplit(string path, out string prefix, out string name)
    {
        (prefix, name) = ("", path);
        if (!Ascii.IsValid(path))
        {
            return false;
        }

        if (path.Length <= NameLength)
        {
            return true;
        }

        var slash = path.LastIndexOf('/', Math.Min(path.Length - 2, PrefixLength));
        if (slash <= 0 || path.Length - slash - 1 > NameLength)
        {
            return false;
        }

        (prefix, name) = (path[..slash], path[(slash + 1)..]);
        return true;
    }

    private static byte[] Header(string prefix, string name, char kind, int mode, long size)
    {
        var header = new byte[Block];
        Put(header, 0, name);
        PutOctal(header, 100, 8, mode);
        PutOctal(header, 108, 8, 0);
        PutOctal(header, 116, 8, 0);
        PutOctal(header, SizeOffset, 12, size);
        PutOctal(header, 136, 12, 0);
        header[KindOffset] = (byte)kind;
        Put(header, MagicOffset, "ustar\0" + "00");
        Put(header, PrefixOffset, prefix);
        header.AsSpan(ChecksumOffset, 8).Fill((byte)' ');
        PutOctal(header, ChecksumOffset, 7, header.Sum(b => b));
        return header;
    }

    private static void Put(byte[] header, int at, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(at));

    private static void PutOctal(byte[] header, int at, int length, long value) =>
        Put(header, at, Convert.ToString(value, 8).PadLeft(length - 1, '0') + "\0");

    /// <summary><c>LENGTH key=value\n</c>, where the length counts itself.</summary>
    private static byte[] PaxRecord(string key, string value)
    {
        var rest = Encoding.UTF8.GetByteCount($" {key}={value}\n");
        var length = rest + 1;
        while (rest + Digits(length) != length)
        {
            length = rest + Digits(length);
        }

        return Encoding.UTF8.GetBytes($"{length} {key}={value}\n");
    }

    private static int Digits(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
}

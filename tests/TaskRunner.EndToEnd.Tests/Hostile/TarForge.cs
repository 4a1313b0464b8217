using System.IO.Compression;
using System.Text;

namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>Writes tar archives byte by byte, so that they can be as wrong as one likes.</summary>
internal sealed class TarForge
{
    private const int Block = 512;
    private readonly List<byte> _bytes = [];

    /// <summary>An archive that would be a package but for what is added.</summary>
    public static TarForge Package() => new TarForge().File("taskrunner.yaml", HostileManifests.Good);

    public TarForge File(string name, string content = "x") => Entry(Latin(name), '0', Encoding.UTF8.GetBytes(content));

    public TarForge Folder(string name) => Entry(Latin(name), '5', []);

    public TarForge Link(char kind, string name, string target) => Entry(Latin(name), kind, [], header => Latin(target).CopyTo(header, 157));

    /// <param name="change">Last touch to the header, before its checksum.</param>
    public TarForge Entry(byte[] name, char kind, byte[] content, Action<byte[]>? change = null, bool breakChecksum = false)
    {
        var header = new byte[Block];
        name.AsSpan(0, Math.Min(name.Length, 100)).CopyTo(header);
        Put(header, 100, "0000644\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        Put(header, 124, Octal(content.Length));
        Put(header, 136, Octal(0));
        header[156] = (byte)kind;
        Put(header, 257, "ustar\000");
        change?.Invoke(header);
        Put(header, 148, "        ");
        Put(header, 148, Convert.ToString(header.Sum(b => b) + (breakChecksum ? 1 : 0), 8).PadLeft(6, '0') + "\0 ");
        _bytes.AddRange(header);
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[(Block - (content.Length % Block)) % Block]);
        return this;
    }

    /// <summary>A header that says another size than there is.</summary>
    public TarForge Lie(string name, string sizeField, byte[]? content = null, char kind = '0') =>
        Entry(Latin(name), kind, content ?? [], header => Latin(sizeField).AsSpan(0, Math.Min(sizeField.Length, 12)).CopyTo(header.AsSpan(124)));

    public TarForge Pax(string records, char kind = 'x') => Entry("PaxHeader"u8.ToArray(), kind, Latin(records));

    /// <summary>A well-formed pax record before a file.</summary>
    public TarForge PaxFile(string key, string value) => Pax(Record(key, value)).File("other");

    public TarForge GnuFile(string name, char kind = 'L') => Entry("././@LongLink"u8.ToArray(), kind, [.. Latin(name), 0]).File("other");

    public TarForge Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public TarForge Repeat(int count, Action<TarForge, int> add)
    {
        for (var i = 0; i < count; i++)
        {
            add(this, i);
        }

        return this;
    }

    public byte[] Tar(bool ends = true) => [.. _bytes, .. ends ? new byte[2 * Block] : []];

    public byte[] Gzip() => Gzip(Tar());

    public static byte[] Gzip(byte[] tar)
    {
        using var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(tar);
        }

        return gzip.ToArray();
    }

    /// <summary>Each character is a byte.</summary>
    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    public static string Record(string key, string value)
    {
        var length = key.Length + value.Length + 3;
        while ((length.ToString(System.Globalization.CultureInfo.InvariantCulture).Length + key.Length + value.Length + 3) is var real && real != length)
        {
            length = real;
        }

        return $"{length} {key}={value}\n";
    }

    private static string Octal(long number) => Convert.ToString(number, 8).PadLeft(11, '0') + "\0";

    private static void Put(byte[] header, int at, string text) => Latin(text).CopyTo(header, at);
}

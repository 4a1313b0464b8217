using System.Globalization;
using System.Text;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>One line of the recorder: a change of the disk, or something that was promised to somebody (<c>A</c>).</summary>
/// <param name="Kind">Create, Make folder, Write, Truncate, Sync file, sync folder (D), Rename, Link, Unlink, Acknowledged.</param>
/// <param name="Inode">Of the file, as the kernel had it then.</param>
/// <param name="Offset">Where it was written, or the new length.</param>
/// <param name="Path">The file; two with a tab between them for a rename or link.</param>
/// <param name="Bytes">What was written or said.</param>
internal sealed record DiskRecord(char Kind, long Inode, long Offset, string Path, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Reads what <c>recorder.c</c> wrote.</summary>
internal static class DiskLog
{
    public static List<DiskRecord> Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var records = new List<DiskRecord>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            var head = Encoding.UTF8.GetString(bytes, at, end - at).Split(' ', 5);
            var length = Number(head[3]);
            records.Add(new DiskRecord(head[0][0], Number(head[1]), Number(head[2]), head[4], bytes.AsMemory(end + 1, (int)length)));
            at = end + 1 + (int)length;
        }

        return records;
    }

    /// <summary>Something that somebody may rely on from here on.</summary>
    public static void Add(string file, string what, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var log = new FileStream(file, FileMode.Append);
        log.Write([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"A 0 0 {bytes.Length} {what}\n")), .. bytes]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

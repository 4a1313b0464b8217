using System.Text;

namespace TaskRunner.Tasks.Tests.Helm2;

/// <summary>Writes protobuf for tests.</summary>
internal static class Wire
{
    public static byte[] Varint(int field, long value) => [.. Raw((ulong)field << 3), .. Raw((ulong)value)];

    public static byte[] Bytes(int field, params byte[][] parts)
    {
        var content = parts.SelectMany(p => p).ToArray();
        return [.. Raw(((ulong)field << 3) | 2), .. Raw((ulong)content.Length), .. content];
    }

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Raw(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    /// <summary>A release with as little as helm 3 asks for, and <paramref name="more"/>.</summary>
    public static byte[] Release(params byte[][] more) =>
        [.. Text(1, "web"), .. Bytes(2, Bytes(1, Varint(1, 1))), .. Bytes(3, Bytes(1, Text(1, "chart"))), .. Varint(7, 3), .. Text(8, "prod"), .. more.SelectMany(m => m)];
}

using System.Buffers.Binary;
using System.Numerics;

namespace TaskRunner.Stores;

/// <summary>CRC-32C (Castagnoli), which processors have an instruction for. It finds damage, not malice.</summary>
public static class Crc32C
{
    /// <summary>The checksum of bytes; with that of what stands before them, the checksum of both together.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var crc = ~before;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}

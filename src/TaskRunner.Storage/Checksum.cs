using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>CRC-32C (Castagnoli), which processors have an instruction for. It finds damage, not malice.</summary>
internal static class Checksum
{
    /// <summary>Over everything that makes the record, so that a record in the wrong place is damage too.</summary>
    public static uint Of(long position, in JournalRecord record)
    {
        Span<byte> head = stackalloc byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(head, position);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], record.Epoch);
        record.RecordId.TryWriteBytes(head[16..]);
        var crc = Add(uint.MaxValue, head);
        crc = Add(crc, Encoding.UTF8.GetBytes(record.Kind));
        return ~Add(crc, record.Body.Span);
    }

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}

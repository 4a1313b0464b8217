using System.Buffers.Binary;
using System.Text;
using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>The checksum of a record: CRC-32C over everything that makes it, so that a record in the wrong place is damage too.</summary>
internal static class Checksum
{
    public static uint Of(long position, in JournalRecord record)
    {
        Span<byte> head = stackalloc byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(head, position);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], record.Epoch);
        record.RecordId.TryWriteBytes(head[16..]);
        return Crc32C.Of(record.Body.Span, Crc32C.Of(Encoding.UTF8.GetBytes(record.Kind), Crc32C.Of(head)));
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TaskRunner.Execution;

/// <summary>Ids of records: random for the runner, counted for the record. Drawing each anew would cost as much as writing it.</summary>
internal sealed class RecordIds
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(16);
    private long _count;

    public Guid Next()
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(8), ++_count);
        return new Guid(_bytes);
    }
}

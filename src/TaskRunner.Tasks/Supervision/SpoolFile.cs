using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using TaskRunner.Stores;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// The file behind a run's processes. It begins with eight bytes (<c>TRspool1</c>); each record is its length (4 bytes, little
/// endian), CRC-32C of its body (4) and its body (<see cref="Wire"/>). It only grows. A record whose bytes are not all there or do
/// not fit the checksum was never acknowledged: it and all behind it are cut off by the next who holds the folder's lock. Only
/// that holder writes.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const int HeadSize = 8;
    private const int LargestBody = 64 << 20;
    private static readonly byte[] Magic = "TRspool1"u8.ToArray();

    private readonly SafeFileHandle _file;
    private long _end;

    private SpoolFile(SafeFileHandle file, SpoolState state, long end) => (_file, State, _end) = (file, state, end);

    /// <summary>What the records say so far.</summary>
    public SpoolState State { get; }

    /// <summary>Makes one; durable but for its name.</summary>
    public static void Create(string path, bool isWhole)
    {
        using (var file = Open(path, FileMode.Create))
        {
            RandomAccess.Write(file, Magic, 0);
        }

        using var spool = Open(path);
        spool.Add(new SpoolRecord.Begun(isWhole));
        spool.Sync();
    }

    /// <summary>Reads it and cuts off a torn end. The caller holds the folder's lock.</summary>
    /// <exception cref="IOException">It cannot be read, or is no spool.</exception>
    public static SpoolFile Open(string path)
    {
        var file = Open(path, FileMode.Open);
        try
        {
            var bytes = new byte[RandomAccess.GetLength(file)];
            var length = RandomAccess.Read(file, bytes, 0);
            var state = new SpoolState();
            var end = Read(bytes.AsSpan(0, length), state, path);
            if (end < length)
            {
                RandomAccess.SetLength(file, end);
            }

            return new SpoolFile(file, state, end);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record; durable after the next <see cref="Sync"/>.</summary>
    public void Add(SpoolRecord record)
    {
        var body = Wire.ToBytes(record);
        var bytes = new byte[HeadSize + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Of(body));
        body.CopyTo(bytes, HeadSize);
        RandomAccess.Write(_file, bytes, _end);
        _end += bytes.Length;
        State.Apply(record);
    }

    public void Sync() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    /// <returns>Where the last whole record ends.</returns>
    private static int Read(ReadOnlySpan<byte> bytes, SpoolState state, string path)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw new IOException($"{path} is no spool of this program");
        }

        var at = Magic.Length;
        while (bytes.Length - at >= HeadSize)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            if (length is < 1 or > LargestBody || length > bytes.Length - at - HeadSize)
            {
                return at;
            }

            var body = bytes.Slice(at + HeadSize, length);
            if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]))
            {
                return at;
            }

            state.Apply(Wire.ToRecord(body));
            at += HeadSize + length;
        }

        return at;
    }

    private static SafeFileHandle Open(string path, FileMode mode)
    {
        var file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }
}

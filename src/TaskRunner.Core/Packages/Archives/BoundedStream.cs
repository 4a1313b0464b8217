namespace TaskRunner.Packages.Archives;

/// <summary>An archive is larger than a limit allows, or broken; the code says which and the argument is the limit.</summary>
internal sealed class ArchiveException(string code, params string[] arguments) : IOException(code)
{
    public string Code { get; } = code;

    public string[] Arguments { get; } = arguments;
}

/// <summary>
/// The decompressed content of an archive, counted as it comes: stops at the total and at the ratio to what was read of the
/// compressed file, before anything is made of it.
/// </summary>
internal sealed class BoundedStream(Stream decompressed, Stream compressed, PackageLimits limits) : Stream
{
    /// <summary>A small package of much empty space is no bomb.</summary>
    private const long SparedFromRatio = 16 << 20;

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = decompressed.Read(buffer);
        _read += count;
        if (_read > limits.TotalBytes)
        {
            throw new ArchiveException("TR1407", $"{limits.TotalBytes:N0}");
        }

        if (_read > SparedFromRatio && _read / limits.Ratio > compressed.Position)
        {
            throw new ArchiveException("TR1409", $"{limits.Ratio}");
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

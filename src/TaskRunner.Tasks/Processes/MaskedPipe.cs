using System.Buffers;
using System.Runtime.InteropServices;
using TaskRunner.Secrets;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// One stream of a child: what comes out of the pipe goes masked into the log file, appended. A log that cannot be written (the disk is
/// full) loses what came meanwhile; the child is not held up.
/// </summary>
internal sealed unsafe class MaskedPipe : IDisposable
{
    private const uint OwnerOnly = 0x180;

    private readonly KnownSecrets _secrets;
    private readonly StreamMask _mask;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly int _log;
    private int _readingEnd;

    private SecretTexts _masked;

    private MaskedPipe(int readingEnd, int writingEnd, int log, KnownSecrets secrets)
    {
        (_readingEnd, WritingEnd, _log, _secrets, _masked) = (readingEnd, writingEnd, log, secrets, secrets.Look());
        _mask = new StreamMask(_masked);
    }

    /// <summary>For the child; -1 after it was closed here.</summary>
    public int WritingEnd { get; private set; }

    /// <summary>To wait for; -1 after the end.</summary>
    public int ReadingEnd => _readingEnd;

    /// <summary>Something is held back that may be let go when nothing comes for a while.</summary>
    public bool HoldsBack => _mask.Held > 0;

    /// <param name="path">The log file.</param>
    /// <param name="secrets">What to mask.</param>
    /// <param name="error">The error number of the C library when there is no result.</param>
    public static MaskedPipe? Open(string path, KnownSecrets secrets, out int error)
    {
        var ends = stackalloc int[2];
        var log = Libc.Open(path, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenAppend | Libc.OpenCloseOnExec, OwnerOnly);
        error = log < 0 || Libc.Pipe(ends, Libc.OpenCloseOnExec) != 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error == 0)
        {
            return new MaskedPipe(ends[0], ends[1], log, secrets);
        }

        _ = log < 0 ? 0 : Libc.Close(log);
        return null;
    }

    /// <summary>Else the pipe would never end.</summary>
    public void CloseWritingEnd()
    {
        if (WritingEnd >= 0)
        {
            _ = Libc.Close(WritingEnd);
            WritingEnd = -1;
        }
    }

    /// <summary>Passes on what is there; called when there is something, or the end.</summary>
    /// <returns>How much was there; 0 at the end.</returns>
    public int Pass(Span<byte> buffer)
    {
        nint read;
        fixed (byte* at = buffer)
        {
            do
            {
                read = Libc.Read(_readingEnd, at, buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted);
        }

        if (read <= 0)
        {
            End();
            return 0;
        }

        if (_secrets.Look() is var known && known != _masked)
        {
            _mask.Learn(_masked = known);
        }

        _mask.Write(buffer[..(int)read], _output);
        Flush();
        return (int)read;
    }

    public void Idle()
    {
        _mask.Idle(_output);
        Flush();
    }

    public void End()
    {
        if (_readingEnd >= 0)
        {
            _mask.End(_output);
            Flush();
            _ = Libc.Close(_readingEnd);
            _readingEnd = -1;
        }
    }

    public void Dispose()
    {
        CloseWritingEnd();
        End();
        _ = Libc.Close(_log);
    }

    private void Flush()
    {
        var rest = _output.WrittenSpan;
        while (!rest.IsEmpty)
        {
            nint written;
            fixed (byte* at = rest)
            {
                written = Libc.Write(_log, at, rest.Length);
            }

            if (written < 0 && Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
            {
                break;
            }

            rest = rest[(int)Math.Max(0, written)..];
        }

        _output.ResetWrittenCount();
    }
}

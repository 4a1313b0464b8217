using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskRunner.Diagnostics;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Keeps a log file that a child writes itself (appending) within its limit: half of it for the first part, half for the last. While the
/// child runs, the blocks between the two are given back to the file system and offsets stay as they are; in the end the
/// last part is moved up behind a line that marks the cut. A file within its limit is never opened.
/// </summary>
internal sealed class LogBound(string path, long limit, MessageCatalogue texts) : IDisposable
{
    private const int Block = 4096;
    private const int WorthFreeing = 1 << 20;
    private const int CopySize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly long _tail = limit - (limit / 2);
    private readonly long _head = limit / 2;
    private SafeFileHandle? _file;
    private long _freedTo;
    private long _cut;
    private int _markLength;

    /// <summary>False where the file system cannot free the middle of a file (it is found out on the way).</summary>
    public bool CanPunch { get; set; } = true;

    /// <summary>Something of its middle was left out, so that what lies behind is no longer where it was.</summary>
    public bool IsCut => _cut > 0;

    /// <summary>What kept the file from being bounded, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Frees what is in the middle now. Called while the child writes.</summary>
    public void Trim() => Guard(() =>
    {
        var size = Size();
        var from = Math.Max(_freedTo, RoundUp(_head));
        var to = (size - _tail) / Block * Block;
        if (to - from < WorthFreeing)
        {
            return;
        }

        CanPunch = CanPunch && Punch(from, to);
        if (CanPunch)
        {
            _freedTo = to;
        }
        else if (size > _head + (2 * _tail))
        {
            MoveLastPart(size); // what is appended in this moment is lost, which a cut may do
        }
    });

    /// <summary>Brings the file into its final form. Called when nobody writes any more.</summary>
    public void Finish() => Guard(() =>
    {
        var size = Size();
        if (size - _head - _markLength - _tail >= Block) // else the mark would take as much as it saves
        {
            MoveLastPart(size);
        }
    });

    public void Dispose() => _file?.Dispose();

    private static long RoundUp(long offset) => (offset + Block - 1) / Block * Block;

    /// <summary>Front to back, which is safe as the target lies before the source: a mark is smaller than a block.</summary>
    private static long Move(SafeFileHandle file, long from, long to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        try
        {
            while (RandomAccess.Read(file, buffer, from) is > 0 and var read)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, read), to);
                (from, to) = (from + read, to + read);
            }

            return to;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The outcome of a task does not hang on its log: one that cannot be bounded stays as it is, with nothing lost.</summary>
    private void Guard(Action work)
    {
        lock (_gate)
        {
            try
            {
                work();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Failure = e;
            }
        }
    }

    private bool Punch(long from, long to)
    {
        const int keepSizeAndPunch = 3;
        return Libc.Allocate((int)Open().DangerousGetHandle(), keepSizeAndPunch, from, to - from) == 0;
    }

    private void MoveLastPart(long size)
    {
        var from = size - _tail;
        _cut += from - _head - _markLength;
        var mark = Encoding.UTF8.GetBytes("\n" + texts.Format("log-cut", _cut.ToString(CultureInfo.InvariantCulture)) + "\n");
        RandomAccess.Write(Open(), mark, _head);
        _markLength = mark.Length;
        RandomAccess.SetLength(Open(), Move(Open(), from, _head + mark.Length));
    }

    private long Size() => Libc.Look(path)?.Size ?? 0;

    private SafeFileHandle Open() =>
        _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}

using System.Runtime.InteropServices;
using TaskRunner.Secrets;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// The output of a child that was given secrets: pipes instead of files, and a thread that masks what comes before it reaches the disk.
/// The end of a pipe is never waited for, as a grandchild may hold it: when the child's family is settled, what is in the pipes is all.
/// </summary>
internal sealed unsafe class MaskedOutput
{
    private const int BufferSize = 64 * 1024;
    private const int StackSize = 256 * 1024;
    private const int IdleMilliseconds = 200;

    /// <summary>A pipe can hold no more (the bound for who is not root), so this much was written before we began to empty it.</summary>
    private const int LargestPipe = 1 << 20;

    private readonly MaskedPipe[] _pipes;
    private readonly int _bell;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _passed = () => { };
    private volatile bool _isStillWritten;

    private MaskedOutput(MaskedPipe[] pipes, int bell) => (_pipes, _bell) = (pipes, bell);

    /// <summary>For the child's descriptor 1.</summary>
    public int StdoutEnd => _pipes[0].WritingEnd;

    /// <summary>For the child's descriptor 2.</summary>
    public int StderrEnd => _pipes[^1].WritingEnd;

    /// <param name="stdoutPath">Log file of the one.</param>
    /// <param name="stderrPath">Log file of the other; may be the same.</param>
    /// <param name="secrets">What to mask.</param>
    /// <param name="error">The error number of the C library when there is no result.</param>
    public static MaskedOutput? Open(string stdoutPath, string stderrPath, KnownSecrets secrets, out int error)
    {
        var pipes = new List<MaskedPipe>(2);
        foreach (var path in stdoutPath == stderrPath ? [stdoutPath] : new[] { stdoutPath, stderrPath })
        {
            if (MaskedPipe.Open(path, secrets, out error) is { } pipe)
            {
                pipes.Add(pipe);
            }
            else
            {
                pipes.ForEach(p => p.Dispose());
                return null;
            }
        }

        var bell = Libc.EventDescriptor(0, Libc.OpenCloseOnExec);
        error = bell < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (bell < 0)
        {
            pipes.ForEach(p => p.Dispose());
            return null;
        }

        return new MaskedOutput([.. pipes], bell);
    }

    /// <summary>The child was started and has its ends: passing on begins.</summary>
    /// <param name="passed">Called when something came into one of the files.</param>
    public void Start(Action passed)
    {
        _passed = passed;
        Array.ForEach(_pipes, p => p.CloseWritingEnd());
        new Thread(Pass, StackSize) { IsBackground = true, Name = "masked output" }.Start();
    }

    /// <summary>The child was not started.</summary>
    public void Abandon() => Close();

    /// <summary>Nobody who counts writes any more: completes when all that was written is in the files.</summary>
    /// <param name="isStillWritten">
    /// Processes that are kept by policy may go on writing: they are listened to for as long as this process lives.
    /// </param>
    public Task FinishAsync(bool isStillWritten)
    {
        _isStillWritten = isStillWritten;
        var one = 1UL;
        _ = Libc.Write(_bell, (byte*)&one, sizeof(ulong));
        return _settled.Task;
    }

    private void Pass()
    {
        try
        {
            var buffer = new byte[BufferSize];
            while (!Wait(buffer))
            {
                // until it is settled
            }

            Array.ForEach(_pipes, p => Empty(p, buffer));
            if (!_isStillWritten)
            {
                Array.ForEach(_pipes, p => p.End());
            }

            _settled.SetResult();
            while (_isStillWritten && _pipes.Any(p => p.ReadingEnd >= 0))
            {
                Wait(buffer, isSettled: true);
            }
        }
        catch (Exception e)
        {
            _settled.TrySetException(e); // the boundary of the thread: whoever waits gets it
        }
        finally
        {
            Close();
        }
    }

    /// <returns>True when it was settled.</returns>
    private bool Wait(byte[] buffer, bool isSettled = false)
    {
        var entries = stackalloc PollEntry[3];
        entries[0] = new PollEntry { Descriptor = isSettled ? -1 : _bell, Asked = Libc.PollIn };
        for (var i = 0; i < _pipes.Length; i++)
        {
            entries[i + 1] = new PollEntry { Descriptor = _pipes[i].ReadingEnd, Asked = Libc.PollIn };
        }

        var found = Libc.Poll(entries, (nuint)(_pipes.Length + 1), _pipes.Any(p => p.HoldsBack) ? IdleMilliseconds : -1);
        for (var i = 0; i < _pipes.Length && found >= 0; i++)
        {
            if (entries[i + 1].Found != 0)
            {
                _pipes[i].Pass(buffer);
                _passed();
            }
            else if (found == 0)
            {
                _pipes[i].Idle();
            }
        }

        return found > 0 && entries[0].Found != 0;
    }

    /// <summary>Passes on what was in the pipe at this moment; what is written later by who knows whom is not waited for.</summary>
    private static void Empty(MaskedPipe pipe, byte[] buffer)
    {
        for (var left = LargestPipe; left > 0 && pipe.ReadingEnd >= 0;)
        {
            var entry = new PollEntry { Descriptor = pipe.ReadingEnd, Asked = Libc.PollIn };
            if (Libc.Poll(&entry, 1, 0) <= 0)
            {
                return;
            }

            left -= Math.Max(1, pipe.Pass(buffer));
        }
    }

    private void Close()
    {
        Array.ForEach(_pipes, p => p.Dispose());
        _ = Libc.Close(_bell);
    }
}

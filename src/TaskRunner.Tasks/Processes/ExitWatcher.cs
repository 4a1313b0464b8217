using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Tells when children end: one thread waits on all their pidfds. A pidfd is closed only after it left the epoll set, which
/// otherwise could report a number that already means another file.
/// </summary>
internal sealed unsafe class ExitWatcher : IDisposable
{
    private const int Batch = 64;
    private const int StackSize = 256 * 1024;

    // The kernel's struct epoll_event is packed on x64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly ConcurrentDictionary<int, TaskCompletionSource> _waiting = new();
    private readonly int _epoll;
    private readonly int _bell;
    private readonly Thread _thread;

    public ExitWatcher()
    {
        _epoll = Require(Libc.EpollCreate(Libc.OpenCloseOnExec));
        _bell = Require(Libc.EventDescriptor(0, Libc.OpenCloseOnExec));
        _ = Control(Libc.EpollAdd, _bell) ? _bell : Require(-1);
        _thread = new Thread(Watch, StackSize) { IsBackground = true, Name = "child exits" };
        _thread.Start();
    }

    private static int EventSize => DataOffset + sizeof(ulong);

    /// <summary>Completes when this child of ours has ended; it stays to be reaped.</summary>
    public Task WhenEnded(int pid)
    {
        var pidfd = Libc.OpenPidfd(pid);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (pidfd >= 0)
        {
            _waiting[pidfd] = source;
            if (Control(Libc.EpollAdd, pidfd))
            {
                return source.Task;
            }

            _waiting.TryRemove(pidfd, out _);
            _ = Libc.Close(pidfd);
        }

        // Out of descriptors, or a sandbox that forbids the call: the child runs already, so a thread waits for it.
        return Task.Factory.StartNew(() => Libc.WaitForEnd(pid), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        var one = 1UL;
        _ = Libc.Write(_bell, (byte*)&one, sizeof(ulong));
        _thread.Join();
        _ = Libc.Close(_bell);
        _ = Libc.Close(_epoll);
    }

    private static int Require(int descriptor) =>
        descriptor >= 0 ? descriptor : throw new IOException($"cannot watch processes: error {Marshal.GetLastPInvokeError()}");

    private void Watch()
    {
        var happenings = stackalloc byte[Batch * EventSize];
        while (true)
        {
            var count = Libc.EpollWait(_epoll, happenings, Batch, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
            {
                throw new IOException($"waiting for processes failed with error {Marshal.GetLastPInvokeError()}; this is a bug");
            }

            for (var i = 0; i < count; i++)
            {
                var descriptor = *(int*)(happenings + (i * EventSize) + DataOffset);
                if (descriptor == _bell)
                {
                    return;
                }

                _ = Control(Libc.EpollRemove, descriptor); // cannot fail for what is in the set
                _waiting.TryRemove(descriptor, out var source);
                _ = Libc.Close(descriptor);
                source?.SetResult();
            }
        }
    }

    private bool Control(int operation, int descriptor)
    {
        var happening = stackalloc byte[EventSize];
        *(uint*)happening = Libc.EpollIn;
        *(ulong*)(happening + DataOffset) = (uint)descriptor;
        return Libc.EpollControl(_epoll, operation, descriptor, happening) == 0;
    }
}

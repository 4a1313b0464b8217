using System.Runtime.InteropServices;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// What the kernel knows of a file; <see cref="Blocks"/> of 512 bytes are what it really takes, <see cref="Changed"/> counts nanoseconds
/// and is for comparison only.
/// </summary>
internal readonly record struct FileFacts(uint Owner, ushort Mode, long Size, long Blocks, long Changed, FileIdentity Identity)
{
    private const int TypeBits = 0xF000;
    private const int FolderType = 0x4000;
    private const int OthersBits = 0x3F;

    public bool IsFolder => (Mode & TypeBits) == FolderType;

    public bool IsForOwnerOnly => (Mode & OthersBits) == 0;
}

/// <summary>
/// The calls of Linux that the framework does not offer. Constants are those of the generic ABI (x64, arm64). The name
/// <c>libc</c> is resolved to the C library of the system by the runtime itself.
/// </summary>
internal static unsafe partial class Libc
{
    public const int OpenWriteOnly = 1;
    public const int OpenCreate = 0x40;
    public const int OpenTruncate = 0x200;
    public const int OpenNonBlocking = 0x800;
    public const int OpenAppend = 0x400;
    public const int OpenCloseOnExec = 0x80000;

    public const int ErrorNotPermitted = 1;
    public const int ErrorNoEntry = 2;
    public const int ErrorInterrupted = 4;
    public const int ErrorExecFormat = 8;
    public const int ErrorAccess = 13;
    public const int ErrorIsFolder = 21;

    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalContinue = 18;
    private const int SignalChild = 17;
    private const int SignalActionWords = 32;

    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSession = 0x80;

    public const int EpollAdd = 1;
    public const int EpollRemove = 2;
    public const uint EpollIn = 1;

    private const int StatxBytes = 256;
    private const int AtCurrentFolder = -100;
    private const int AtNoFollow = 0x100;
    private const uint StatxBasic = 0x7ff;

    private const int WaitForPid = 1;
    private const int WaitNoHang = 1;
    private const int WaitExited = 4;
    private const int WaitNoReap = 0x1000000;
    private const int SignalInfoInts = 32;

    private const string Library = "libc";
    private const nint PidfdSendSignal = 424;
    private const nint PidfdOpen = 434;
    private const nint CloseRange = 436;

    /// <summary>O_NOFOLLOW is one of the few flags whose value differs between the architectures we run on.</summary>
    public static int OpenNoFollow { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Whether a process has this id now; for the id of a thread that leads none the answer is no.</summary>
    public static bool Exists(int pid) => Kill(pid, 0) == 0 || Marshal.GetLastPInvokeError() == ErrorNotPermitted;

    /// <summary>What statx(2) says of a path, links not followed, or null when there is nothing (or no right to ask).</summary>
    public static FileFacts? Look(string path)
    {
        var facts = stackalloc byte[StatxBytes];
        return Statx(AtCurrentFolder, path, AtNoFollow, StatxBasic, facts) != 0 ? null : new FileFacts(
            *(uint*)(facts + 20), *(ushort*)(facts + 28), *(long*)(facts + 40), *(long*)(facts + 48),
            unchecked((*(long*)(facts + 112) * 1_000_000_000) + *(uint*)(facts + 120)),
            new FileIdentity(*(uint*)(facts + 136), *(uint*)(facts + 140), *(ulong*)(facts + 32)));
    }

    /// <returns>Zero, or the error number.</returns>
    public static int RemoveFile(string path) => Unlink(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes or replaces a small file.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static int WriteFile(string path, uint mode, ReadOnlySpan<byte> bytes) => WriteFile(path, OpenTruncate, mode, bytes);

    /// <summary>Writes at the end of a small file, and makes it where there is none.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static int AppendFile(string path, uint mode, ReadOnlySpan<byte> bytes) => WriteFile(path, OpenAppend, mode, bytes);

    private static int WriteFile(string path, int how, uint mode, ReadOnlySpan<byte> bytes)
    {
        var file = Open(path, OpenWriteOnly | OpenCreate | how | OpenNoFollow | OpenCloseOnExec, mode);
        var error = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        while (error == 0 && !bytes.IsEmpty)
        {
            nint written;
            fixed (byte* at = bytes)
            {
                written = Write(file, at, bytes.Length);
            }

            error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            bytes = error == 0 ? bytes[(int)written..] : bytes;
        }

        _ = file < 0 ? 0 : Close(file);
        return error;
    }

    /// <summary>Makes what was written to a file, or the names in a folder, durable.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void SyncPath(string path)
    {
        var descriptor = Open(path, OpenNonBlocking | OpenCloseOnExec, 0);
        var failed = descriptor < 0 || Sync(descriptor) != 0;
        var reason = Marshal.GetLastPInvokeErrorMessage();
        _ = descriptor < 0 ? 0 : Close(descriptor);
        if (failed)
        {
            throw new IOException($"{path}: {reason}");
        }
    }

    /// <summary>A descriptor for a process, or -1 when there is none with this id.</summary>
    public static int OpenPidfd(int pid) => (int)SystemCall(PidfdOpen, pid, 0, 0, 0);

    public static bool SignalPidfd(int pidfd, int signal) => SystemCall(PidfdSendSignal, pidfd, signal, 0, 0) == 0;

    /// <summary>Stops this process until somebody continues it; the calling thread goes no further.</summary>
    public static void StopThisProcess()
    {
        const int signalStop = 19;
        _ = Raise(signalStop);
    }

    /// <summary>Marks every descriptor of this process from <paramref name="first"/> on as not inherited.</summary>
    public static void CloseOnExecFrom(uint first)
    {
        const int markOnly = 4;
        _ = SystemCall(CloseRange, (nint)first, unchecked((nint)uint.MaxValue), markOnly, 0);
    }

    /// <summary>
    /// Where SIGCHLD is ignored (inherited from who started us) the kernel forgets how children ended. Nothing is changed where
    /// anybody handles it.
    /// </summary>
    public static void HearOfChildren()
    {
        const int ignored = 1;
        var action = stackalloc nint[SignalActionWords]; // struct sigaction begins with the handler; all zero is the default
        new Span<nint>(action, SignalActionWords).Clear();
        if (SignalAction(SignalChild, null, action) == 0 && *action == ignored)
        {
            *action = 0;
            _ = SignalAction(SignalChild, action, null);
        }
    }

    /// <summary>Whether a child of ours has ended; it stays to be reaped.</summary>
    public static bool HasEnded(int pid) => Wait(pid, WaitNoHang);

    /// <summary>Waits for the end of a child of ours; it stays to be reaped.</summary>
    public static void WaitForEnd(int pid) => Wait(pid, 0);

    /// <returns>The status as waitpid(2) gives it, or null when somebody else took it.</returns>
    public static int? Reap(int pid)
    {
        while (true)
        {
            if (WaitPid(pid, out var status, 0) == pid)
            {
                return status;
            }

            if (Marshal.GetLastPInvokeError() != ErrorInterrupted)
            {
                return null;
            }
        }
    }

    private static bool Wait(int pid, int options)
    {
        var info = stackalloc int[SignalInfoInts];
        info[0] = 0;
        while (WaitId(WaitForPid, pid, info, WaitExited | WaitNoReap | options) != 0)
        {
            if (Marshal.GetLastPInvokeError() != ErrorInterrupted)
            {
                return true; // not a child any more: ended and reaped by somebody else
            }
        }

        return info[0] != 0; // si_signo: SIGCHLD when there is a status, 0 when there is none yet
    }

    [LibraryImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SignalAction(int signal, nint* action, nint* previous);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* facts);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, int id, int* info, int options);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(int descriptor, byte* buffer, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveFolder(string path);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint UserId();

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "raise")]
    private static partial int Raise(int signal);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* happening);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* happenings, int max, int timeout);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int EmptySignalSet(byte* set);

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Spawn(out int pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int InitAttributes(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetSignalMask(byte* attributes, byte* set);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetSignalDefaults(byte* attributes, byte* set);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int AddChangeDirectory(byte* actions, byte* path);

    /// <exception cref="EntryPointNotFoundException">glibc before 2.34, musl.</exception>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int AddCloseFrom(byte* actions, int first);
}

using System.Runtime.InteropServices;

namespace TaskRunner.Tasks.Processes;

/// <summary>The kernel's <c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Asked;
    public short Found;
}

/// <summary>Pipes, and waiting for several at once.</summary>
internal static unsafe partial class Libc
{
    public const short PollIn = 1;

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);
}

using System.Runtime.InteropServices;

namespace TaskRunner.Stores;

/// <summary>
/// System time whose timestamps count since boot and go on while the machine sleeps (<c>CLOCK_BOOTTIME</c>), the same in every
/// process of a host. Leases expire on it: a wall clock jumps, and the usual monotonic clock stands still in a suspended machine,
/// where a lease must run out all the same.
/// </summary>
public sealed class BootClock : TimeProvider
{
    private const int ClockBootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private BootClock()
    {
    }

    public static BootClock Instance { get; } = new();

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp()
    {
        if (OperatingSystem.IsLinux() && GetTime(ClockBootTime, out var time) == 0)
        {
            return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
        }

        return Environment.TickCount64 * (NanosecondsPerSecond / 1000);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}

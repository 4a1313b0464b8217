using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// A shell without job control starts what it puts into the background with SIGINT ignored, and so does each process after it: the
/// program under test would rightly not hear Ctrl-C, and the tests that send it would wait. Here it is heard again.
/// </summary>
internal static partial class CtrlC
{
    private const int Interrupt = 2;
    private const nint ByDefault = 0;

    [ModuleInitializer]
    internal static void Hear()
    {
        var ignored = File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        if ((ulong.Parse(ignored.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0)
        {
            _ = Handle(Interrupt, ByDefault);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);
}

using System.Runtime.InteropServices;

namespace TaskRunner.Stores;

/// <summary>
/// Makes the entries of a folder durable: a file that was synced is still lost with its name when the folder was not. The framework
/// opens no folders.
/// </summary>
internal static class DurableFolder
{
    public static void Sync(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int ReadOnly = 0;
        var folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var failed = FSync(folder) != 0;
        var reason = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(folder);
        if (failed)
        {
            throw new IOException($"{path}: {reason}");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}

using System.Globalization;
using TaskRunner.Stores;
using TaskRunner.Tasks.Processes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// The advisory lock of a run's folder: who holds it writes the spool. The kernel drops it with its holder, however that ends, and
/// no child inherits it: held means alive. Who holds it is written into the file, for signals and people.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <returns>Null when somebody holds it.</returns>
    public static FolderLock? TryTake(RunFolder folder)
    {
        FileStream file;
        try
        {
            file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(folder.Lock))
        {
            return null;
        }

        var self = HostIdentity.Read();
        Name(file, $"{self.Pid} {self.StartTicks} {self.BootId}\n");
        return new FolderLock(file);
    }

    /// <summary>Wakes a holder that was stopped: it has the work, and needs only to go on.</summary>
    public static void WakeHolder(RunFolder folder) => WithHolder(folder, descriptor => Libc.SignalPidfd(descriptor, Libc.SignalContinue));

    /// <summary>Ends a holder that does not answer: by descriptor, and only if it still is the process that wrote its name, and never this one.</summary>
    public static void EndHolder(RunFolder folder) => WithHolder(folder, descriptor => Libc.SignalPidfd(descriptor, Libc.SignalKill));

    private static void WithHolder(RunFolder folder, Action<int> act)
    {
        if (ReadHolder(folder) is not { } holder || holder.Pid == Environment.ProcessId)
        {
            return;
        }

        var descriptor = Libc.OpenPidfd(holder.Pid);
        if (descriptor < 0)
        {
            return;
        }

        try
        {
            // Only now: the descriptor stays with this process, whoever gets its number later.
            if (ProcessTable.Read(holder.Pid)?.StartedAt == holder.StartTicks)
            {
                act(descriptor);
            }
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    /// <summary>The name goes with the lock: a later holder that cannot write its own, on a full disk, must not be taken for this process.</summary>
    public void Dispose()
    {
        Name(_file, "");
        _file.Dispose();
    }

    private static void Name(FileStream file, string name)
    {
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(name));
            file.Flush();
        }
        catch (IOException)
        {
            // The lock is what counts. A holder without a name cannot be woken or ended by others; that is all.
        }
    }

    private static (int Pid, long StartTicks)? ReadHolder(RunFolder folder)
    {
        // Opening it for reading would ask for the lock; the bytes are there without it.
        var bytes = new byte[128];
        var file = Libc.Open(folder.Lock, Libc.OpenCloseOnExec, 0);
        if (file < 0)
        {
            return null;
        }

        var length = ReadAll(file, bytes);
        _ = Libc.Close(file);
        var parts = System.Text.Encoding.ASCII.GetString(bytes, 0, length).Split(' ', '\n');
        return parts.Length > 1
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks)
            ? (pid, ticks)
            : null;
    }

    private static unsafe int ReadAll(int file, byte[] bytes)
    {
        fixed (byte* at = bytes)
        {
            return (int)Math.Max(0, Libc.ReadAt(file, at, bytes.Length, 0));
        }
    }
}

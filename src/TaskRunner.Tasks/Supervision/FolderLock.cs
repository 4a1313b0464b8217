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
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{self.Pid} {self.StartTicks} {self.BootId}\n"));
        file.Flush();
        return new FolderLock(file);
    }

    /// <summary>
    /// Ends a holder that does not answer: wakes it if it was stopped, waits, kills it. By descriptor, and only if it still is the
    /// process that wrote its name.
    /// </summary>
    public static async Task EndHolderAsync(RunFolder folder, TimeSpan patience)
    {
        if (ReadHolder(folder) is not { } holder || ProcessTable.Read(holder.Pid)?.StartedAt != holder.StartTicks)
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
            Libc.SignalPidfd(descriptor, Libc.SignalContinue);
            await Task.Delay(patience);
            if (ProcessTable.Read(holder.Pid)?.StartedAt == holder.StartTicks)
            {
                Libc.SignalPidfd(descriptor, Libc.SignalKill);
            }
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public void Dispose() => _file.Dispose();

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

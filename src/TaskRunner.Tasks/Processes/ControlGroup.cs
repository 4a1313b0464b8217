using System.Globalization;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// A control group (version 2) that holds one process of an attempt and all that come of it: neither a new session, nor a lost
/// parent, nor a cleared environment leads out of it.
/// </summary>
internal sealed class ControlGroup(string path)
{
    private static readonly TimeSpan FreezePatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RemovePatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public string Path { get; } = path;

    /// <summary>
    /// Moves a new child in, and the children it may have had already: where the C library cannot start a process inside a group the
    /// move follows the start.
    /// </summary>
    public void Take(int leader)
    {
        Move(leader);
        foreach (var row in ProcessTable.ReadAfter(leader).OfType<ProcessRow>().Where(r => r.Session == leader || r.Parent == leader))
        {
            Move(row.Pid);
        }
    }

    /// <summary>The processes in it and in groups they made inside of it.</summary>
    public IReadOnlyList<int> Pids() => [.. Folders().SelectMany(ReadPids)];

    /// <summary>Stops all of it at once, so that nothing forks while it is looked at. What hangs in the kernel is not waited for.</summary>
    public async ValueTask FreezeAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        Write("cgroup.freeze", "1"u8);
        while (!IsFrozen() && TimeProvider.System.GetElapsedTime(start) < FreezePatience)
        {
            await Task.Delay(Pause);
        }
    }

    /// <summary>Kills all of it at once, those too that are being forked (kernels before 5.14 cannot; single signals follow anyway).</summary>
    public void Kill() => Write("cgroup.kill", "1"u8);

    /// <summary>A process that was killed leaves its group a moment after it is seen dead.</summary>
    public async ValueTask RemoveAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!TryRemove() && Pids().Count == 0 && TimeProvider.System.GetElapsedTime(start) < RemovePatience)
        {
            await Task.Delay(Pause);
        }
    }

    /// <summary>Fails, and does nothing, while processes are in it.</summary>
    public bool TryRemove()
    {
        foreach (var inner in Folders().Reverse())
        {
            _ = Libc.RemoveFolder(inner);
        }

        return !Directory.Exists(Path);
    }

    private bool IsFrozen() =>
        Read(System.IO.Path.Combine(Path, "cgroup.events")) is not { } events || events.Contains("frozen 1");

    private void Move(int pid) => Write("cgroup.procs", System.Text.Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture)));

    /// <summary>An error is an answer as well: the process has ended, or the group has. What counts is what is found afterwards.</summary>
    private void Write(string file, ReadOnlySpan<byte> text) => _ = Libc.WriteFile(System.IO.Path.Combine(Path, file), 0, text);

    private IEnumerable<string> Folders()
    {
        var inside = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };
        return Directory.Exists(Path) ? [Path, .. Directory.GetDirectories(Path, "*", inside).Order(StringComparer.Ordinal)] : [];
    }

    private static IEnumerable<int> ReadPids(string folder) =>
        (Read(System.IO.Path.Combine(folder, "cgroup.procs")) ?? []).Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    private static string[]? Read(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return null; // removed meanwhile, or of a kind that lists no processes
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Globalization;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// A control group (version 2) that holds one process of an attempt and all that come of it: neither a new session, nor a lost
/// parent, nor a cleared environment leads out of it.
/// </summary>
internal sealed class ControlGroup(string path)
{
    /// <summary>What the kernel takes for the process that writes.</summary>
    internal const int OurSelves = 0;

    private static readonly Lock Gate = new();
    private static readonly TimeSpan FreezePatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RemovePatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public string Path { get; } = path;

    /// <summary>
    /// Starts a child inside: this process goes in, so that the child is born there, and out again. There is no moment at which the
    /// child, or what it has started by then, is not held. Everything else this process starts meanwhile would be born here too, so
    /// it must start nothing else (docs/decisions/0031).
    /// </summary>
    /// <returns>False when we could not go in: the child was started outside.</returns>
    /// <exception cref="IOException">We could not get out again; killing the group would be our own end.</exception>
    public bool Bear(Action start)
    {
        lock (Gate)
        {
            if (!TryMove(Path, OurSelves))
            {
                start();
                return false;
            }

            try
            {
                start();
            }
            finally
            {
                ControlGroups.Return();
            }

            return true;
        }
    }

    /// <summary>Moves a new child in that was started outside, and the children it may have had already.</summary>
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
        if (Libc.RemoveFolder(Path) == 0)
        {
            return true; // as nearly always: nothing is in it, so nothing need be looked for
        }

        foreach (var inner in Folders().Reverse())
        {
            _ = Libc.RemoveFolder(inner);
        }

        return !Directory.Exists(Path);
    }

    private bool IsFrozen() =>
        Read(System.IO.Path.Combine(Path, "cgroup.events")) is not { } events || events.Contains("frozen 1");

    private void Move(int pid) => TryMove(Path, pid);

    internal static bool TryMove(string group, int pid) =>
        Libc.WriteFile(System.IO.Path.Combine(group, "cgroup.procs"), 0, System.Text.Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture))) == 0;

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

using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The processes of this machine that belong to a test's store.</summary>
internal static class HostProcesses
{
    /// <summary>Supervisors of runs in a store.</summary>
    /// <summary>Not a task that a supervisor is about to start: until it has its own program a child has the command line of its parent.</summary>
    public static IEnumerable<int> SupervisorsOf(string store) =>
        Find("cmdline", text => text.Contains("\0__supervise\0", StringComparison.Ordinal) && text.Contains(store, StringComparison.Ordinal))
            .Where(pid => !IsSupervisor(ParentOf(pid)));

    /// <summary>Processes with this text in their command line.</summary>
    public static IEnumerable<int> Called(string text) => Find("cmdline", line => line.Contains(text, StringComparison.Ordinal));

    public static bool IsSupervisor(int pid) => Read($"/proc/{pid}/cmdline").Contains("\0__supervise\0", StringComparison.Ordinal);

    /// <summary>For a failure message.</summary>
    public static string Describe(int pid)
    {
        var variables = Read($"/proc/{pid}/environ").Split('\0').Where(v => v.StartsWith("TASKRUNNER_", StringComparison.Ordinal));
        return $"left: process {pid} {StateOf(pid)} {Read($"/proc/{pid}/cmdline").Replace('\0', ' ')} ({string.Join(' ', variables)})";
    }

    public static bool IsStopped(int pid) => StateOf(pid) == 'T';

    /// <summary>Whether or not its parent has heard of it.</summary>
    public static bool IsDead(int pid) => StateOf(pid) is 'Z' or 'X';

    /// <summary>Children that were started by any of its threads.</summary>
    public static IEnumerable<int> ChildrenOf(int pid) => Threads(pid)
        .SelectMany(thread => Read(Path.Combine(thread, "children"))[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>Stops one, as a debugger or a person at a terminal does.</summary>
    public static void Suspend(int pid) => Signal(pid, "STOP");

    /// <summary>Wakes one that was stopped.</summary>
    public static void Continue(int pid) => Signal(pid, "CONT");

    /// <summary>As Ctrl-C does.</summary>
    public static void Interrupt(int pid) => Signal(pid, "INT");

    public static void Terminate(int pid) => Signal(pid, "TERM");

    /// <summary>Processes of any task of a store.</summary>
    public static IEnumerable<int> OfStore(string store) => Find("environ", text =>
        text.Contains("\0TASKRUNNER_TASK=", StringComparison.Ordinal) && text.Contains($"TASKRUNNER_STORE={store}\0", StringComparison.Ordinal));

    /// <summary>Processes of a task, by the variables its scripts get.</summary>
    public static IEnumerable<int> OfTask(string store, string task) => Find("environ", text =>
        text.Contains($"\0TASKRUNNER_TASK={task}\0", StringComparison.Ordinal) && text.Contains($"TASKRUNNER_STORE={store}\0", StringComparison.Ordinal));

    /// <summary>Ends them and waits until they are dead; whether their parents have heard of it does not matter.</summary>
    public static void Kill(IEnumerable<int> pids)
    {
        foreach (var pid in pids.ToList())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                while (!IsDead(pid))
                {
                    Thread.Sleep(1);
                }
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // it has ended by itself
            }
        }
    }

    private static IEnumerable<int> Find(string file, Func<string, bool> which)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && which(Read(Path.Combine(folder, file))))
            {
                yield return pid;
            }
        }
    }

    private static void Signal(int pid, string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {pid}"]);
        kill.WaitForExit();
    }

    private static int ParentOf(int pid) => Read($"/proc/{pid}/stat") is { Length: > 1 } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;

    private static char StateOf(int pid) => Read($"/proc/{pid}/stat") is { Length: > 1 } stat ? stat[stat.LastIndexOf(')') + 2] : 'X';

    private static string[] Threads(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task");
        }
        catch (IOException)
        {
            return []; // gone
        }
    }

    private static string Read(string path)
    {
        try
        {
            return "\0" + File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "\0"; // gone, or somebody else's
        }
    }
}

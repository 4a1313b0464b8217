using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>The processes of this machine that belong to a test's store.</summary>
internal static class HostProcesses
{
    /// <summary>Supervisors of runs in a store.</summary>
    public static IEnumerable<int> SupervisorsOf(string store) => Find("cmdline", text => text.Contains("__supervise", StringComparison.Ordinal) && text.Contains(store, StringComparison.Ordinal));

    /// <summary>Processes of a task, by the variables its scripts get.</summary>
    public static IEnumerable<int> OfTask(string store, string task) => Find("environ", text =>
        text.Contains($"\0TASKRUNNER_TASK={task}\0", StringComparison.Ordinal) && text.Contains($"TASKRUNNER_STORE={store}\0", StringComparison.Ordinal));

    /// <summary>Ends them and waits until they are gone.</summary>
    public static void Kill(IEnumerable<int> pids)
    {
        foreach (var pid in pids.ToList())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit();
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

    private static string Read(string path)
    {
        try
        {
            return "\0" + File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // gone, or somebody else's
        }
    }
}

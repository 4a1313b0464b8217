using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.Cli.Drill;

/// <summary>Processes of a sandbox: its supervisors, and what carries the path of its store in its environment.</summary>
internal static class SandboxProcesses
{
    private const string StoreVariable = "TASKRUNNER_STORE=";

    public static void KillSupervisors(string store) => Kill(pid => IsSupervisor(pid, store));

    public static void KillAll(string store) => Kill(pid => IsSupervisor(pid, store) || Words(pid, "environ").Contains(StoreVariable + store));

    private static bool IsSupervisor(int pid, string store)
    {
        var words = Words(pid, "cmdline");
        return words.Contains(Commands.SuperviseCommand.Verb) && words.Any(w => w.StartsWith(store + "/", StringComparison.Ordinal));
    }

    private static void Kill(Func<int, bool> which)
    {
        foreach (var pid in All().Where(which))
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It ended by itself in the meantime.
            }
        }
    }

    private static List<int> All() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId),
    ];

    private static string[] Words(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/{file}").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // gone, or somebody else's
        }
    }
}

using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>Finds the file to execute in the child's PATH, not ours: the child's environment decides what a name means to it.</summary>
internal static class ExecutableLookup
{
    private const int MayExecute = 1;

    /// <returns>The path, or null when there is no such executable file.</returns>
    public static string? Find(ProcessSpec process)
    {
        if (process.FileName.Contains('/', StringComparison.Ordinal))
        {
            return process.FileName;
        }

        foreach (var folder in process.Environment.GetValueOrDefault("PATH", "").Split(':'))
        {
            var path = Path.Combine(folder.Length == 0 ? process.WorkingDirectory : folder, process.FileName);
            if (Libc.Access(path, MayExecute) == 0 && !Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}

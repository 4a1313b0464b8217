using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>Finds the file to execute in the child's PATH, not ours: the child's environment decides what a name means to it.</summary>
internal static class ExecutableLookup
{
    private const int MayExecute = 1;

    /// <returns>The path, or null when there is no such executable file.</returns>
    public static string? Find(ProcessSpec process) => process.FileName.Contains('/', StringComparison.Ordinal)
        ? process.FileName
        : Find(process.FileName, process.Environment.GetValueOrDefault("PATH", ""), process.WorkingDirectory);

    /// <param name="name">Of the program, or its path.</param>
    /// <param name="searched">Folders, parted by colons.</param>
    /// <param name="workingDirectory">What an empty part of them means.</param>
    public static string? Find(string name, string searched, string workingDirectory)
    {
        foreach (var folder in name.Contains('/', StringComparison.Ordinal) ? [""] : searched.Split(':'))
        {
            var path = Path.Combine(folder.Length == 0 ? workingDirectory : folder, name);
            if (Libc.Access(path, MayExecute) == 0 && !Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}

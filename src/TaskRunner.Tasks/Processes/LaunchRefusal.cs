using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>Says why a process cannot start. The C library gives one number for the program, its folder and its files alike.</summary>
internal sealed class LaunchRefusal(ProcessSpec process, MessageCatalogue texts)
{
    /// <returns>Null when nothing speaks against starting.</returns>
    public string? BeforeStart()
    {
        if (process.Arguments.Append(process.FileName).Any(HasNul))
        {
            return texts.Format("TR9014", process.FileName);
        }

        if (process.Environment.FirstOrDefault(e => HasNul(e.Key) || HasNul(e.Value)) is { Key: not null } variable)
        {
            return texts.Format("TR9015", variable.Key);
        }

        return ExecutableLookup.Find(process) is null
            ? texts.Format("TR9010", process.FileName, process.Environment.GetValueOrDefault("PATH", ""))
            : null;
    }

    public string Explain(int error)
    {
        if (!Directory.Exists(process.WorkingDirectory))
        {
            return texts.Format("TR9012", process.WorkingDirectory);
        }

        foreach (var folder in new[] { process.StdoutPath, process.StderrPath }.Select(Path.GetDirectoryName))
        {
            if (!Directory.Exists(folder))
            {
                return texts.Format("TR9012", folder ?? "");
            }
        }

        return error switch
        {
            Libc.ErrorNoEntry => texts.Format("TR9011", process.FileName),
            Libc.ErrorAccess => texts.Format("TR9013", process.FileName),
            Libc.ErrorExecFormat => texts.Format("TR9016", process.FileName),
            _ => texts.Format("TR9017", process.FileName, error.ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}

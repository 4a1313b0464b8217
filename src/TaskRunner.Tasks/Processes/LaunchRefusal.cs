using System.Globalization;
using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>Says why a process cannot start. The C library gives one number for the program, its folder and its files alike.</summary>
internal sealed class LaunchRefusal(ProcessSpec process)
{
    /// <returns>Null when nothing speaks against starting.</returns>
    public LocalizableString? BeforeStart()
    {
        if (process.Arguments.Append(process.FileName).Any(HasNul))
        {
            return LocalizableString.Of("launch-nul-argument", process.FileName);
        }

        if (process.Environment.FirstOrDefault(e => HasNul(e.Key) || HasNul(e.Value)) is { Key: not null } variable)
        {
            return LocalizableString.Of("launch-nul-variable", variable.Key);
        }

        return null;
    }

    public LocalizableString NotInPath() => LocalizableString.Of("launch-not-in-path", process.FileName, process.Environment.GetValueOrDefault("PATH", ""));

    public LocalizableString Explain(int error)
    {
        if (!Directory.Exists(process.WorkingDirectory))
        {
            return LocalizableString.Of("launch-no-folder", process.WorkingDirectory);
        }

        foreach (var folder in new[] { process.StdoutPath, process.StderrPath }.Select(Path.GetDirectoryName))
        {
            if (!Directory.Exists(folder))
            {
                return LocalizableString.Of("launch-no-folder", folder ?? "");
            }
        }

        return error switch
        {
            Libc.ErrorNoEntry => LocalizableString.Of("launch-no-program", process.FileName),
            Libc.ErrorAccess => LocalizableString.Of("launch-not-executable", process.FileName),
            Libc.ErrorExecFormat => LocalizableString.Of("launch-not-a-program", process.FileName),
            Disk.InputOutput or Disk.NoSpace or Disk.ReadOnly or Disk.Quota => LocalizableString.Of(
                "launch-no-log", process.FileName, Path.GetDirectoryName(process.StdoutPath) ?? "", Marshal.GetPInvokeErrorMessage(error)),
            _ => LocalizableString.Of("launch-error", process.FileName, error.ToString(CultureInfo.InvariantCulture), Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    /// <summary>Errors that starting a program does not give, but making the files for its output does.</summary>
    private static class Disk
    {
        public const int InputOutput = 5, NoSpace = 28, ReadOnly = 30, Quota = 122;
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}

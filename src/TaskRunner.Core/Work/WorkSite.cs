using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using TaskRunner.Operations;

namespace TaskRunner.Work;

/// <summary>Folders of a run's attempts, made when first needed.</summary>
internal sealed class WorkSite(WorkbenchPaths paths)
{
    private const int LongestName = 60;

    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    /// <summary>Fresh per task and run, shared by the attempts of the task in the run.</summary>
    public string WorkFolder(string runId, int task, string name) => Made(Path.Combine(paths.Work, runId, FolderName(task, name)));

    public string LogFolder(string runId, int task, string name, int attempt) =>
        Made(LogFolderOf(paths, runId, task, name, attempt));

    /// <summary>Where the logs of an attempt are, whether or not it wrote any.</summary>
    public static string LogFolderOf(WorkbenchPaths paths, string runId, int task, string name, int attempt) =>
        Path.Combine(paths.Logs, runId, FolderName(task, name), attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Where a runner died, what its scripts wrote for it is left beside their logs, under a name that begins with a dot. It may hold
    /// secrets, so it goes when the run is settled and nobody is to read it any more.
    /// </summary>
    public static void RemoveWhatNobodyRead(WorkbenchPaths paths, string runId)
    {
        var logs = Path.Combine(paths.Logs, runId);
        foreach (var left in Directory.Exists(logs) ? Directory.EnumerateFiles(logs, ".*", SearchOption.AllDirectories) : [])
        {
            File.Delete(left);
        }
    }

    /// <summary>The index makes it unique, the name is for people: keys of a <c>forEach</c> may hold anything.</summary>
    private static string FolderName(int task, string name)
    {
        var folder = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{task}-");
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, LongestName)))
        {
            folder.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_');
        }

        return folder.ToString();
    }

    private string Made(string folder)
    {
        if (!_made.ContainsKey(folder))
        {
            PrivateFolder.Create(folder); // remembered only when it is there: a disk that refused once may be well the next time
            _made.TryAdd(folder, true);
        }

        return folder;
    }
}

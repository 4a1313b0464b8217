using System.Globalization;
using System.Text;
using System.Text.Json;
using TaskRunner.Stores;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// What each commit of this process held, one line each, written before the commit is: <c>3 outcome:0 intent:1</c> is the third
/// commit, with the outcome of task 0 and the intent of task 1 (numbers in the order of the plan).
/// </summary>
internal sealed class CommitLog(string path)
{
    /// <summary>The variable that names the file.</summary>
    public const string Variable = "TASKRUNNER_COMMITS";

    public void Write(int number, StoreCommit commit)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{number}");
        foreach (var record in commit.Records)
        {
            line.Append(' ').Append(record.Kind);
            if (TaskOf(record) is { } task)
            {
                line.Append(CultureInfo.InvariantCulture, $":{task}");
            }
        }

        File.AppendAllText(path, line.Append('\n').ToString());
    }

    private static int? TaskOf(JournalRecord record)
    {
        if (record.Kind == "start")
        {
            return null; // there the key counts the tasks
        }

        using var body = JsonDocument.Parse(record.Body);
        return body.RootElement.TryGetProperty("t", out var task) ? task.GetInt32() : null;
    }
}

namespace TaskRunner.Planning.Recorded;

/// <summary>What earlier runs say of tasks, by full name.</summary>
/// <param name="Records">What counts for reuse: the last word about a task, its being undone included.</param>
/// <param name="Standing">What is there: of each task the last attempt that nobody rolled back, unless it was uninstalled.</param>
internal sealed record TaskHistory(IReadOnlyDictionary<string, TaskRecord> Records, IReadOnlyDictionary<string, TaskRecord> Standing)
{
    public static TaskHistory None { get; } = new(new Dictionary<string, TaskRecord>(), new Dictionary<string, TaskRecord>());

    public TaskRecord? Find(string task) => Records.GetValueOrDefault(task);
}

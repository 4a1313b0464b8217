namespace TaskRunner.Planning;

/// <summary>What earlier runs say of tasks, by full name.</summary>
internal sealed record TaskHistory(IReadOnlyDictionary<string, TaskRecord> Records)
{
    public static TaskHistory None { get; } = new(new Dictionary<string, TaskRecord>());

    public TaskRecord? Find(string task) => Records.GetValueOrDefault(task);
}

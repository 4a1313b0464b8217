namespace TaskRunner.Planning;

/// <summary>What earlier runs say of tasks, by full name.</summary>
/// <param name="continues">The new run continues one of the same package version: a retry, or a reapply.</param>
/// <param name="records">By full name.</param>
internal sealed class TaskHistory(bool continues, IReadOnlyDictionary<string, TaskRecord> records)
{
    public static TaskHistory None { get; } = new(false, new Dictionary<string, TaskRecord>());

    public bool Continues { get; } = continues;

    public IReadOnlyDictionary<string, TaskRecord> Records { get; } = records;

    public TaskRecord? Find(string task) => Records.GetValueOrDefault(task);
}

using TaskRunner.Planning;

namespace TaskRunner.Work;

/// <summary>Tasks that earlier runs of the operation released and that this run may have to undo, by full name.</summary>
internal sealed class EarlierTasks(IReadOnlyDictionary<string, SourceTask> tasks)
{
    public static EarlierTasks None { get; } = new(new Dictionary<string, SourceTask>());

    public SourceTask? Find(string name) => tasks.GetValueOrDefault(name);
}

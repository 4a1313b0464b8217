using System.Collections.Immutable;
using TaskRunner.Operations;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>How a run ended, with what it left: what two runs are compared by.</summary>
/// <param name="Run">As <c>status</c> tells it.</param>
/// <param name="Files">Files in the sandbox.</param>
internal sealed record Picture(RunReport Run, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>In the order of the plan.</summary>
    public IReadOnlyList<string> TaskNames { get; } = [.. Run.Tasks.Select(t => t.Name)];

    public TaskReport? Task(string name) => Run.Tasks.FirstOrDefault(t => t.Name == name);

    /// <summary>Outputs of every task and of the package (key ""), each leaf by <c>task/pointer</c>.</summary>
    public ImmutableSortedDictionary<(string Task, string Path), Value> Leaves()
    {
        var leaves = ImmutableSortedDictionary.CreateBuilder<(string, string), Value>();
        foreach (var task in Run.Tasks)
        {
            Add(leaves, task.Name, "", task.Outputs ?? MapValue.Empty);
        }

        Add(leaves, "", "", Run.Outputs);
        return leaves.ToImmutable();
    }

    private static void Add(ImmutableSortedDictionary<(string, string), Value>.Builder leaves, string task, string path, Value value)
    {
        if (value is MapValue { Entries.IsEmpty: false } map)
        {
            foreach (var entry in map.Entries)
            {
                Add(leaves, task, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value);
            }
        }
        else if (path.Length > 0)
        {
            leaves[(task, path)] = value;
        }
    }
}

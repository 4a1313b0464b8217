using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>One node of the plan with the definition it comes from; index-aligned with <see cref="Plan.Tasks"/>.</summary>
internal sealed class TaskInstance(string name, TaskGroup group, string? key, Value? item)
{
    /// <summary>Given when the instance takes its place in the plan.</summary>
    public int Index { get; set; } = -1;

    public string Name { get; } = name;

    public TaskGroup Group { get; } = group;

    /// <summary>The key of a <c>forEach</c>, or null.</summary>
    public string? Key { get; } = key;

    /// <summary>The value under the key; null without <c>forEach</c>.</summary>
    public Value? Item { get; } = item;

    /// <summary>For type <c>package</c>: the level whose tasks it gathers. The instance itself comes after them all and hands their outputs on.</summary>
    public PackageLevel? Inner { get; set; }

    public PackageLevel Level => Group.Level;

    public TaskDefinition Definition => Group.Definition;
}

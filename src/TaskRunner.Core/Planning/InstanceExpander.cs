using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Makes the instances of a package's tasks: modes chosen, <c>forEach</c> and inner packages unfolded.</summary>
internal sealed class InstanceExpander(PlanInputs inputs, LevelConfiguration configuration, DiagnosticBag diagnostics)
{
    private readonly List<TaskInstance> _instances = [];

    public IReadOnlyList<TaskInstance> Instances => _instances;

    public PackageLevel Expand()
    {
        var level = new PackageLevel(inputs.Package.Manifest, "", null, null);
        configuration.Resolve(level, inputs.Answers);
        ExpandTasks(level);
        return level;
    }

    private void ExpandTasks(PackageLevel level)
    {
        foreach (var definition in level.Manifest.Tasks)
        {
            var group = Choose(level, definition);
            level.Groups.Add(definition.Name, group);
        }

        configuration.ResolveTasks(level);
        foreach (var group in level.Groups.Values)
        {
            group.Policy = PolicyResolver.Resolve(group, diagnostics);
            group.Instances = group.Definition.ForEach is { } forEach
                ? [.. ForEachItems.Of(forEach, PlanNames.OfGroup(group), diagnostics).Select(i => Add(group, i.Key, i.Item))]
                : [Add(group, null, null)];
        }
    }

    private TaskGroup Choose(PackageLevel level, TaskDefinition definition)
    {
        var mode = ModeChooser.Choose(definition, level.Names, diagnostics);
        var effective = mode?.Effective ?? definition;
        inputs.Types.TryGet(effective.Type, out var type);
        return new TaskGroup(level, effective, mode) { Type = type };
    }

    /// <summary>An inner package's tasks come before the instance that hands their outputs on.</summary>
    private TaskInstance Add(TaskGroup group, string? key, Value? item)
    {
        var name = group.Level.Prefix + group.Definition.Name + (key is null ? "" : $"[{key}]");
        var instance = new TaskInstance(name, group, key, item);
        if (group.Definition.Inner is { } inner)
        {
            instance.Inner = new PackageLevel(inner, FolderOf(group), group.Level, instance);
            configuration.ResolveInner(instance.Inner);
            ExpandTasks(instance.Inner);
        }

        instance.Index = _instances.Count;
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Where the inner package's files are; the reader of packages made sure it is a folder of the outer one.</summary>
    private static string FolderOf(TaskGroup group) =>
        Path.Combine(group.Level.Folder, ((StringValue)group.Definition.Spec["package"]!).Text);
}

using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>Makes the instances of a package's tasks: <c>forEach</c> and inner packages unfolded; modes are chosen already.</summary>
internal sealed class InstanceExpander(PlanInputs inputs, DiagnosticBag diagnostics)
{
    private readonly List<TaskInstance> _instances = [];
    private readonly PolicyResolver _policies = new(diagnostics);

    public IReadOnlyList<TaskInstance> Instances => _instances;

    public PackageLevel Expand() => Expand(inputs.Configuration.Package, "", null, null);

    private PackageLevel Expand(PackageConfiguration package, string folder, PackageLevel? outer, TaskInstance? through)
    {
        var level = new PackageLevel(package.Manifest, folder, outer, through);
        level.Names = PlanNames.OfLevel(level, package.Config, package.Global, inputs);
        foreach (var definition in package.Manifest.Tasks)
        {
            level.Groups.Add(definition.Name, Expand(level, package.Tasks[definition.Name]));
        }

        return level;
    }

    private TaskGroup Expand(PackageLevel level, TaskConfiguration task)
    {
        inputs.Types.TryGet(task.Definition.Type, out var type);
        var group = new TaskGroup(level, task.Definition, task.Mode) { Type = type, Config = task.Config };
        group.Policy = _policies.Resolve(group);
        group.Instances = group.Definition.ForEach is { } forEach
            ? [.. ForEachItems.Of(forEach, PlanNames.OfGroup(group), diagnostics).Select(i => Add(group, task, i.Key, i.Item))]
            : [Add(group, task, null, null)];
        return group;
    }

    /// <summary>An inner package's tasks come before the instance that hands their outputs on.</summary>
    private TaskInstance Add(TaskGroup group, TaskConfiguration task, string? key, Value? item)
    {
        var name = group.Level.Prefix + group.Definition.Name + (key is null ? "" : $"[{key}]");
        var instance = new TaskInstance(name, group, key, item);
        if (group.IsPackage)
        {
            var package = key is null ? task.Inner! : task.InnerOf(PlanNames.Each(key, item!), diagnostics);
            instance.Inner = Expand(package, FolderOf(group), group.Level, instance);
        }

        instance.Index = _instances.Count;
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Where the inner package's files are; the reader of packages made sure it is a folder of the outer one.</summary>
    private static string FolderOf(TaskGroup group) =>
        Path.Combine(group.Level.Folder, ((StringValue)group.Definition.Spec["package"]!).Text);
}

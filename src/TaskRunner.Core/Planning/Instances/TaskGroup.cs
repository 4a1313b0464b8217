using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning.Instances;

/// <summary>A task definition as the plan takes it: its mode chosen, its configuration resolved, its instances made.</summary>
internal sealed class TaskGroup(PackageLevel level, TaskDefinition definition, ModeDefinition? mode)
{
    private TemplateTree? _spec;
    private Dictionary<string, TaskInstance>? _byKey;

    public PackageLevel Level { get; } = level;

    /// <summary>With the mode laid over it.</summary>
    public TaskDefinition Definition { get; } = definition;

    public ModeDefinition? Mode { get; } = mode;

    public bool IsOutputOnly => Mode is { OutputOnly: true };

    /// <summary>The type, null for <c>package</c>.</summary>
    public ITaskType? Type { get; init; }

    /// <summary>Answers to the task's own questions, complete.</summary>
    public MapValue Config { get; init; } = MapValue.Empty;

    public ResolvedPolicy Policy { get; set; } = new();

    public ImmutableArray<TaskInstance> Instances { get; set; } = [];

    /// <summary>Brings in the tasks of another package.</summary>
    public bool IsPackage => Definition.Inner is not null && !IsOutputOnly;

    /// <summary>The instance of a key, or null.</summary>
    public TaskInstance? Find(string key) =>
        (_byKey ??= Instances.Where(i => i.Key is not null).ToDictionary(i => i.Key!, StringComparer.Ordinal)).GetValueOrDefault(key);

    /// <summary>The spec, compiled at its first use: a task that is reused never pays for it.</summary>
    public TemplateTree Spec => _spec ??= Compile(Definition.Spec);

    /// <summary>Templates of a package were read without error when it was; a fault here is a bug or a damaged store.</summary>
    public static TemplateTree Compile(Value source)
    {
        var diagnostics = new DiagnosticBag();
        var tree = TemplateTree.Compile(source, diagnostics);
        diagnostics.ThrowIfErrors();
        return tree;
    }
}

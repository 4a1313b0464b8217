using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>Makes the names a task's expressions see at a moment of a run. Used on the engine's loop; what it returns is immutable.</summary>
internal sealed class RunNames(PlannedRun planned, RunState run)
{
    /// <summary>Everything the task may read and what the tasks directly before it gave: the scope of its spec and its input file.</summary>
    public MapValue Of(TaskInstance instance)
    {
        var read = NamesBefore(instance);
        if (!instance.Group.Spec.IsConstant || instance.Definition.Service?.Version is not null || HasTemplates(instance.Definition))
        {
            read = read.Concat(TaskNames.NamesRead(instance.Level, ReferencesOf(instance)));
        }

        return WithTasks(PlanNames.OfInstance(instance), instance.Level, read);
    }

    /// <summary>What these references read.</summary>
    public MapValue Of(TaskInstance instance, IEnumerable<Reference> references) =>
        WithTasks(PlanNames.OfInstance(instance), instance.Level, TaskNames.NamesRead(instance.Level, references));

    /// <summary>What the outputs of an inner package, or of the package itself, read.</summary>
    public MapValue Of(PackageLevel level, IEnumerable<Reference> references) =>
        WithTasks(level.Names, level, TaskNames.NamesRead(level, references));

    public TaskFacts FactsOf(TaskInstance instance)
    {
        ref readonly var state = ref run[instance.Index];
        return new TaskFacts(state.State.ToWord(), state.Outputs);
    }

    private MapValue WithTasks(MapValue names, PackageLevel level, IEnumerable<string> read) =>
        new TaskNames(i => FactsOf(i)).AddTo(names.With("run", MapValue.Of(("id", Value.From(run.RunId)))), level, read)!;

    private static bool HasTemplates(TaskDefinition definition)
    {
        foreach (var output in definition.Outputs)
        {
            if (output.Value is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<Reference> ReferencesOf(TaskInstance instance)
    {
        var definition = instance.Definition;
        var trees = definition.Outputs.Where(o => o.Value is not null).Select(o => TaskGroup.Compile(o.Value!));
        if (definition.Service?.Version is { } version)
        {
            trees = trees.Append(TaskGroup.Compile(version));
        }

        return instance.Group.Spec.References.Concat(trees.SelectMany(t => t.References));
    }

    private IEnumerable<string> NamesBefore(TaskInstance instance)
    {
        foreach (var index in planned.Graph.Graph.Before(instance.Index).ToArray())
        {
            var before = planned.Graph.Instances[index];
            if (before.Level == instance.Level)
            {
                yield return before.Definition.Name;
            }
        }
    }
}

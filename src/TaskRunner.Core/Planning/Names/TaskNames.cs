using TaskRunner.Expressions;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>
/// Makes the map <c>tasks</c> of a scope: only what the expressions read is put in it, for in a plan of 100,000 tasks a map of
/// all would cost more than the work.
/// </summary>
/// <param name="factsOf">What is known of an instance now; null: not yet anything.</param>
internal sealed class TaskNames(Func<TaskInstance, TaskFacts?> factsOf)
{
    /// <summary>The instance whose facts were missing in the last call, or null.</summary>
    public TaskInstance? Missing { get; private set; }

    /// <returns>The names with <c>tasks</c> added where it is read; null where facts are missing.</returns>
    public MapValue? AddTo(MapValue names, PackageLevel level, IEnumerable<Reference> references) =>
        AddTo(names, level, NamesRead(level, references));

    /// <returns>The names with these tasks of the level added; null where facts are missing.</returns>
    public MapValue? AddTo(MapValue names, PackageLevel level, IEnumerable<string> read)
    {
        Missing = null;
        Dictionary<string, MapValue>? tasks = null;
        foreach (var name in read)
        {
            tasks ??= new Dictionary<string, MapValue>(StringComparer.Ordinal);
            if (!tasks.ContainsKey(name) && level.Groups.TryGetValue(name, out var group))
            {
                tasks.Add(name, Of(group));
            }
        }

        return Missing is not null ? null
            : tasks is null ? names
            : names.With("tasks", new MapValue([.. tasks.Select(t => new MapEntry(t.Key, t.Value))]));
    }

    /// <summary>The tasks the references name; of <c>tasks[computed]</c> any task of the level may be meant.</summary>
    public static IEnumerable<string> NamesRead(PackageLevel level, IEnumerable<Reference> references)
    {
        foreach (var reference in references)
        {
            if (reference.Root == "tasks")
            {
                foreach (var name in reference.Path.IsEmpty ? [.. level.Groups.Keys] : reference.Path[..1])
                {
                    yield return name;
                }
            }
        }
    }

    private MapValue Of(TaskGroup group)
    {
        if (group.Definition.ForEach is null)
        {
            return FactsOf(group.Instances[0]).ToNames(group.Definition);
        }

        var (outputs, states) = (new List<MapEntry>(), new List<MapEntry>());
        foreach (var instance in group.Instances)
        {
            var names = FactsOf(instance).ToNames(group.Definition);
            outputs.Add(new MapEntry(instance.Key!, names["outputs"]!));
            states.Add(new MapEntry(instance.Key!, names["state"]!));
        }

        return MapValue.Of(("outputs", new MapValue([.. outputs])), ("state", new MapValue([.. states])));
    }

    private TaskFacts FactsOf(TaskInstance instance)
    {
        if (factsOf(instance) is { } facts)
        {
            return facts;
        }

        Missing ??= instance;
        return default;
    }
}

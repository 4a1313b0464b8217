using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads <c>definitions</c> and <c>tasks</c>.</summary>
internal sealed class TaskListReader
{
    private readonly ReadContext _context;
    private readonly MapValue _definitions;
    private readonly TaskReader _reader;
    private readonly ModeReader _modes;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public TaskListReader(ReadContext context, MapValue definitions)
    {
        (_context, _definitions) = (context, definitions);
        _reader = new TaskReader(context);
        _modes = new ModeReader(context, _reader);
    }

    private DiagnosticBag Diagnostics => _context.Diagnostics;

    /// <summary>The tasks that have a name, in the order written; of several with one name only the first.</summary>
    public TaskList Read(ListValue written)
    {
        var tasks = new TaskList(written.Items.Length);
        for (var i = 0; i < written.Items.Length; i++)
        {
            if ((written.Items[i] as MapValue ?? Fields.Map(Fields.Item("tasks", i, written.Items[i]), Diagnostics)) is { } map)
            {
                Read(map, tasks);
            }
        }

        CheckUnused();
        return tasks;
    }

    private void Read(MapValue map, TaskList tasks)
    {
        var merged = map.TryGetEntry("use", out var use) && use.Value is not NullValue ? LayOver(map, use) : map;
        var name = NameReader.Read(map, Diagnostics);
        var task = _reader.Read(merged, name ?? "", Fields.Head(map), TaskReader.Keys);
        task = CheckType(map, merged, task);
        task = merged.ContainsKey("modes") ? task with { Modes = _modes.Read(merged, task) } : task;
        task = task.Type == InnerPackages.TypeName ? _context.Inner.Read(task, _context) : task;
        if (name is null)
        {
            return;
        }

        if (!tasks.TryAdd(task, merged))
        {
            Diagnostics.Error("TR1211", map.TryGetEntry("name", out var entry) ? entry.Value.Span : map.Span, name);
        }
    }

    private MapValue LayOver(MapValue map, MapEntry use)
    {
        if (Fields.Text(use, Diagnostics) is not { } name)
        {
            return map;
        }

        if (_definitions[name] is MapValue definition)
        {
            _used.Add(name);
            return Overlay.Task(definition, map);
        }

        if (!_definitions.ContainsKey(name))
        {
            Diagnostics.Add(new Diagnostic("TR1212", Severity.Error, use.Value.Span, [name])
            {
                DidYouMean = NearestName.Of(name, _definitions.Entries.Select(e => e.Key)),
            });
        }

        return map;
    }

    private TaskDefinition CheckType(MapValue written, MapValue merged, TaskDefinition task)
    {
        if (task.Type.Length == 0)
        {
            if ((!merged.TryGetEntry("type", out var empty) || empty.Value is NullValue) && IsResolved(written))
            {
                Diagnostics.Error("TR1213", Fields.Head(written), string.Join(", ", _context.TypeNames));
            }

            return task;
        }

        if (task.Type != InnerPackages.TypeName && _context.TypeOf(task.Type) is null && merged.TryGetEntry("type", out var type))
        {
            Diagnostics.Add(new Diagnostic("TR1214", Severity.Error, type.Value.Span, [task.Type, string.Join(", ", _context.TypeNames)])
            {
                DidYouMean = NearestName.Of(task.Type, _context.TypeNames),
            });
        }

        return task;
    }

    /// <summary>What only a task has would be overwritten by each task that uses the definition, and so never be seen.</summary>
    private void ReportTaskKeys(MapValue definition)
    {
        foreach (var entry in definition.Entries)
        {
            if (entry.Key is "name" or "use")
            {
                Fields.Unknown(entry, TaskReader.DefinitionKeys, Diagnostics);
            }
        }
    }

    /// <summary>Where the definition is not there, that is the one error to report.</summary>
    private bool IsResolved(MapValue written) =>
        written["use"] is not { } use || use is NullValue || (use is StringValue name && _definitions.ContainsKey(name.Text));

    /// <summary>A definition that tasks use is read with them; one that none uses is read here, for its own errors and to say so.</summary>
    private void CheckUnused()
    {
        foreach (var entry in _definitions.Entries)
        {
            if (Fields.IsAuthorsOwn(entry.Key) || Fields.Map(entry, Diagnostics) is not { } map)
            {
                continue;
            }

            if (_used.Contains(entry.Key))
            {
                ReportTaskKeys(map);
                continue;
            }

            _reader.Read(map, entry.Key, entry.KeySpan, TaskReader.DefinitionKeys);
            Diagnostics.Warning("TR1344", entry.KeySpan, entry.Key);
        }
    }
}

/// <summary>The tasks of a manifest by number and by name, each with the map it was read from.</summary>
internal sealed class TaskList(int capacity)
{
    private readonly Dictionary<string, int> _byName = new(capacity, StringComparer.Ordinal);
    private readonly List<TaskDefinition> _tasks = new(capacity);
    private readonly List<MapValue> _maps = new(capacity);

    public int Count => _tasks.Count;

    public IEnumerable<string> Names => _byName.Keys;

    public TaskDefinition this[int index]
    {
        get => _tasks[index];
        set => _tasks[index] = value;
    }

    public MapValue MapOf(int index) => _maps[index];

    public bool TryAdd(TaskDefinition task, MapValue map)
    {
        if (!_byName.TryAdd(task.Name, _tasks.Count))
        {
            return false;
        }

        _tasks.Add(task);
        _maps.Add(map);
        return true;
    }

    public bool TryFind(string name, out int index) => _byName.TryGetValue(name, out index);

    public ImmutableArray<TaskDefinition> ToImmutable() => [.. _tasks];
}
